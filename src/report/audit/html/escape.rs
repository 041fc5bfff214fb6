//! Text of any origin, safe inside a page.

use super::super::super::visible::{drives_terminal, visible};
use std::fmt::{self, Write as _};

/// Shows a text inside an element or a quoted attribute: markup is escaped, and control characters
/// and direction marks are shown instead of obeyed.
pub(super) struct Text<'t>(pub(super) &'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in visible(self.0).chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// JSON inside a `<script>` element, which ends at the first `</script`, whatever surrounds it.
/// Characters that turn the writing direction are escaped, for those who read the source.
pub(super) fn json_in_script(value: &impl serde::Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            _ if matches!(character, '<' | '>' | '&') || drives_terminal(character) => {
                safe += &format!("\\u{:04x}", u32::from(character));
            }
            other => safe.push(other),
        }
    }
    Ok(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_and_direction_marks_lose_their_power() {
        assert_eq!(
            Text("<script>'\"&\u{202e}").to_string(),
            "&lt;script&gt;&#39;&quot;&amp;\\u{202e}"
        );
    }

    #[test]
    fn json_cannot_end_the_script_that_holds_it() {
        let json = json_in_script(&"</script><!--").expect("a string");
        assert!(!json.contains('<'), "{json}");
        let back: String = serde_json::from_str(&json).expect("the same");
        assert_eq!(back, "</script><!--");
    }

    proptest! {
        #[test]
        fn no_text_opens_a_tag_or_leaves_an_attribute(text in any::<String>()) {
            prop_assert!(!Text(&text).to_string().contains(['<', '>', '"', '\'']));
        }
    }
}
