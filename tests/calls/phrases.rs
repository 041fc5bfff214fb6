//! What can be said in one language. `{name}`, `{order}` and the like stand for what differs from
//! call to call.

/// What the agent says, and what the customer answers.
pub(super) type Exchange = (&'static str, &'static str);

/// All that can be said in one language.
pub(super) struct Phrases {
    pub(super) is_english: bool,
    pub(super) names: &'static [&'static str],
    pub(super) places: &'static [&'static str],
    pub(super) products: &'static [&'static str],
    pub(super) days: &'static [&'static str],
    pub(super) greetings: &'static [&'static str],
    /// Who is calling.
    pub(super) identifies: &'static [Exchange],
    pub(super) confirms: &'static [Exchange],
    pub(super) topics: &'static [Topic],
    /// What fits into any call.
    pub(super) talk: &'static [Exchange],
    /// What looks like words to avoid and is fine.
    pub(super) look_alikes: &'static [Exchange],
    /// Words to avoid, by the family that finds them: each is found once, and by no other family.
    pub(super) slips: &'static [(&'static str, &'static [&'static str])],
    pub(super) before_slips: &'static [&'static str],
    /// What customers answer to a slip.
    pub(super) displeased: &'static [&'static str],
    /// What they say when they have had enough: the rule that finds it, and the words.
    pub(super) escalations: &'static [(&'static str, &'static str)],
    /// What is said after that.
    pub(super) soothes: &'static [Exchange],
    pub(super) asks_more: &'static [Exchange],
    pub(super) farewells: &'static [&'static str],
    pub(super) bot_greetings: &'static [&'static str],
    /// What a clause may begin with while its speaker thinks.
    pub(super) fillers: &'static [&'static str],
    /// What may stand anywhere, even inside the words that a rule looks for.
    pub(super) pauses: &'static [&'static str],
}

/// Why a customer calls, and how that is settled.
pub(super) struct Topic {
    pub(super) queue: &'static str,
    pub(super) opens: &'static [&'static str],
    pub(super) steps: &'static [Exchange],
    pub(super) ends: &'static [Exchange],
}
