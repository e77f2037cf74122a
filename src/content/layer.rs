//! How authored values lie over one another: maps merge, lists and values replace, and a text in another language is not there.

use std::hash::Hash;

use crate::site::{Lang, Map, Text};

/// A value that can lie over another of its type.
pub trait Layer: Clone {
    /// What readers of `lang` get of it, where plain texts are in language `own`. Nothing, where a text it cannot do without is in another
    /// language.
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self>;

    /// Lays another value over this one.
    fn merge(&mut self, over: &Self);

    /// Lays over this one what readers of `lang` get of another, as [`Self::settle`] tells it.
    fn lay(&mut self, over: &Self, lang: &Lang, own: &Lang) {
        if let Some(over) = over.settle(lang, own) {
            self.merge(&over);
        }
    }
}

impl Layer for Text {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        self.in_language(lang, Some(own))
    }

    fn merge(&mut self, over: &Self) {
        *self = over.clone();
    }
}

impl<T: Layer> Layer for Option<T> {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        Some(self.as_ref().and_then(|value| value.settle(lang, own)))
    }

    fn merge(&mut self, over: &Self) {
        match (self.as_mut(), over) {
            (Some(ours), Some(theirs)) => ours.merge(theirs),
            (None, Some(theirs)) => *self = Some(theirs.clone()),
            (_, None) => {}
        }
    }

    fn lay(&mut self, over: &Self, lang: &Lang, own: &Lang) {
        let Some(theirs) = over.as_ref().and_then(|theirs| theirs.settle(lang, own)) else { return };
        match self {
            Some(ours) => ours.merge(&theirs),
            None => *self = Some(theirs),
        }
    }
}

impl<T: Layer> Layer for Vec<T> {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        let settled: Self = self.iter().filter_map(|item| item.settle(lang, own)).collect();
        // A list of which nothing is left in this language is not an empty list: it is not there, and what lies below shows through.
        (settled.len() == self.len() || !settled.is_empty()).then_some(settled)
    }

    fn merge(&mut self, over: &Self) {
        self.clone_from(over);
    }
}

impl<K: Clone + Hash + Eq, V: Layer> Layer for Map<K, V> {
    fn settle(&self, lang: &Lang, own: &Lang) -> Option<Self> {
        Some(self.iter().filter_map(|(key, value)| Some((key.clone(), value.settle(lang, own)?))).collect())
    }

    fn merge(&mut self, over: &Self) {
        for (key, value) in over.iter() {
            match self.get_mut(key) {
                Some(ours) => ours.merge(value),
                None => {
                    self.insert(key.clone(), value.clone());
                }
            }
        }
    }
}

/// Values that are replaced whole and are in no language.
macro_rules! plain_layers {
    ($($type:ty),* $(,)?) => {
        $(impl $crate::content::layer::Layer for $type {
            fn settle(&self, _: &$crate::site::Lang, _: &$crate::site::Lang) -> Option<Self> {
                Some(self.clone())
            }

            fn merge(&mut self, over: &Self) {
                self.clone_from(over);
            }
        })*
    };
}

/// A struct whose fields lie over one another each by itself. Where all of them are optional, nothing has to be made in between.
macro_rules! struct_layer {
    (options $type:ty { $($field:ident),* $(,)? }) => {
        struct_layer!($type { $($field),* } {
            fn lay(&mut self, over: &Self, lang: &$crate::site::Lang, own: &$crate::site::Lang) {
                $(self.$field.lay(&over.$field, lang, own);)*
            }
        });
    };
    ($type:ty { $($field:ident),* $(,)? } $({ $($more:item)* })?) => {
        impl $crate::content::layer::Layer for $type {
            fn settle(&self, lang: &$crate::site::Lang, own: &$crate::site::Lang) -> Option<Self> {
                Some(Self { $($field: self.$field.settle(lang, own)?),* })
            }

            fn merge(&mut self, over: &Self) {
                $(self.$field.merge(&over.$field);)*
            }

            $($($more)*)?
        }
    };
}

pub(super) use {plain_layers, struct_layer};
