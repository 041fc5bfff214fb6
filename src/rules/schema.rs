//! The JSON Schema of the rule file, with which editors complete and check it.

use super::file::{RawHeader, RawRule};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

/// JSON Schema (draft 7, which editors' TOML extensions read) of the rule file, as indented JSON.
pub fn schema() -> String {
    let settings = SchemaSettings::draft07().with(|settings| {
        // One level of names less to meet in an editor's messages.
        settings.inline_subschemas = true;
    });
    let settings = settings.with_transform(RecursiveTransform(tidy));
    let generate = || settings.clone().into_generator();
    let mut file = Value::from(generate().into_root_schema_for::<RawHeader>());
    let mut rule = Value::from(generate().into_root_schema_for::<RawRule>());
    file["description"] = json!("A file of wording rules for saywell.");
    rule["anyOf"] = json!([{"required": ["id"]}, {"required": ["use"]}]);
    for key in ["$schema", "title"] {
        rule.as_object_mut().and_then(|rule| rule.remove(key));
    }
    // The reader takes the rules out of the file before it reads the header.
    file["properties"]["rule"] = json!({
        "description": "The rules: one [[rule]] each.",
        "type": "array",
        "items": rule,
    });
    format!("{file:#}\n")
}

/// TOML knows no null, and to say that a key is absent by default says nothing.
fn tidy(schema: &mut Schema) {
    schema.remove("default");
    schema.remove("format");
    if let Some(types) = schema.get("type").and_then(Value::as_array) {
        let one = types.iter().find(|name| *name != "null").cloned();
        schema.insert("type".to_owned(), one.unwrap_or_default());
    }
    let Some(Value::Array(mut choices)) = schema.remove("anyOf") else {
        return;
    };
    choices.retain(|choice| choice["type"] != "null");
    match &choices[..] {
        [Value::Object(only)] => {
            for (key, value) in only {
                schema.ensure_object().entry(key).or_insert(value.clone());
            }
        }
        _ => {
            schema.insert("anyOf".to_owned(), choices.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed() -> Value {
        serde_json::from_str(&schema()).expect("JSON")
    }

    #[test]
    fn rules_are_in_the_schema_and_unknown_keys_are_not() {
        let schema = parsed();
        let rule = &schema["properties"]["rule"]["items"];
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(rule["additionalProperties"], false);
        let unless = &rule["properties"]["unless"];
        assert_eq!(unless["additionalProperties"], false);
        assert_eq!(unless["properties"]["next-turn"]["type"], "array");
        assert_eq!(rule["properties"]["phrases-add"]["type"], "array");
        assert_eq!(rule["properties"]["id"]["type"], "string");
        let severities = rule["properties"]["severity"]["oneOf"].as_array();
        assert_eq!(severities.map(Vec::len), Some(3));
    }

    #[test]
    fn every_key_is_described() {
        fn check(properties: &Value) {
            for (key, value) in properties.as_object().expect("properties") {
                assert!(value["description"].is_string(), "{key}: {value}");
            }
        }
        let schema = parsed();
        check(&schema["properties"]);
        let rule = &schema["properties"]["rule"]["items"]["properties"];
        check(rule);
        check(&rule["unless"]["properties"]);
        check(&rule["only"]["properties"]);
    }

    #[test]
    fn nothing_may_be_null() {
        assert!(!schema().contains("null"), "{}", schema());
    }
}
