use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::Text;

/// An amount of money as its author wrote it: `12.50` keeps its zero. Never less than nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Amount(String);

impl Amount {
    /// From digits with at most one point among them: `12`, `12.50`, `0.5`.
    pub fn new(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| (1..=MOST_DIGITS).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        (digits(whole) && digits(part)).then(|| Self(text.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is more than another.
    pub fn is_more_than(&self, other: &Self) -> bool {
        let parts = |amount: &Self| {
            let (whole, part) = amount.0.split_once('.').unwrap_or((&amount.0, ""));
            (format!("{whole:0>MOST_DIGITS$}"), format!("{part:0<MOST_DIGITS$}"))
        };
        parts(self) > parts(other)
    }
}

/// More digits than any price has.
const MOST_DIGITS: usize = 15;

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is no amount: write digits, with a point for parts, such as 12.50")))
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> Cow<'static, str> {
        "MoneyAmount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "Digits, with a point for parts: 12.50",
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d{1,15}(\.\d{1,15})?$"}],
        })
    }
}

/// A sum of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// How much.
    pub amount: Amount,
    /// Three letters, as ISO 4217 has them: GEL.
    pub currency: String,
}

/// What something costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// How much.
    pub amount: Amount,
    /// Three letters, as ISO 4217 has them: GEL.
    pub currency: String,
    /// How much it was before.
    pub was: Option<Amount>,
    /// For how much of it: 100 g, a month.
    pub unit: Option<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_what_its_author_wrote_or_nothing() {
        for right in ["0", "12", "12.50", "0.5", "007"] {
            assert_eq!(Amount::new(right).unwrap().as_str(), right);
        }
        for wrong in ["", ".", "12.", ".5", "-1", "1,50", "1 000", "1e3", "1.2.3", "٣", "NaN", "1234567890123456"] {
            assert_eq!(Amount::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_told_apart_by_their_worth() {
        let amount = |text| Amount::new(text).unwrap();
        assert!(amount("10").is_more_than(&amount("9.99")) && amount("1.5").is_more_than(&amount("1.25")));
        assert!(!amount("12.50").is_more_than(&amount("12.5")) && !amount("9").is_more_than(&amount("010")));
    }
}
