use serde::Serialize;

/// A value made ready for templates: cheap to clone, shared between pages.
///
/// A value inside another is shared and not made again, and keeps being safe HTML where it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Value(pub(super) tera::Value);

impl Value {
    /// From anything that can be written as data; nothing, if a map in it has keys that are no text.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        Self(tera::Value::try_from_serializable(value).unwrap_or_else(|_| tera::Value::none()))
    }

    /// HTML that is shown as it stands.
    pub fn safe(html: &str) -> Self {
        Self(tera::Value::safe_string(html))
    }

    /// Nothing: `{% if %}` takes it for false, and it shows as nothing.
    pub fn none() -> Self {
        Self(tera::Value::none())
    }

    /// A list of values that were made before.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self(items.into_iter().map(|item| item.0).collect::<Vec<_>>().into())
    }

    /// This map with one field more, or another in its place; other values stay as they are.
    #[must_use]
    pub fn with(self, field: &str, value: Self) -> Self {
        if !self.0.is_map() {
            return self;
        }
        let mut map = self.0.into_map().unwrap_or_default();
        map.insert(field.to_owned().into(), value.0);
        Self(map.into())
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// A field of a map.
    pub fn get(&self, field: &str) -> Option<Self> {
        self.0.as_map()?.get(&tera::value::Key::Str(field)).cloned().map(Self)
    }
}

impl Default for Value {
    fn default() -> Self {
        Self::none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_another_stays_safe_html() {
        let inner = Value::safe("<b>");
        let outer = Value::of(&std::collections::BTreeMap::from([("html", &inner)])).with("more", Value::of(&1));
        assert!(outer.get("html").is_some_and(|html| html.0.is_safe()));
        assert_eq!(outer.get("more"), Some(Value::of(&1)));
        assert_eq!(serde_json::to_string(&outer).unwrap(), r#"{"html":"<b>","more":1}"#);
    }

    #[test]
    fn what_is_no_map_takes_no_field() {
        assert_eq!(Value::of("x").with("a", Value::none()), Value::of("x"));
    }
}
