//! Values that are made when they are first looked at.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

/// A value that is made when it is first looked at, and then stays.
pub struct Late<T> {
    value: OnceLock<T>,
    /// `None`: the value was given.
    make: Option<Box<dyn Fn() -> T + Send + Sync>>,
}

impl<T> Late<T> {
    /// A value that `make` makes, the same each time.
    pub(super) fn new(make: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Late {
            value: OnceLock::new(),
            make: Some(Box::new(make)),
        }
    }

    /// True if the value is what `make` makes: it was neither given nor changed.
    pub(crate) fn is_late(&self) -> bool {
        self.make.is_some()
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| match &self.make {
            Some(make) => make(),
            None => unreachable!("the value was given"),
        })
    }
}

impl<T> DerefMut for Late<T> {
    fn deref_mut(&mut self) -> &mut T {
        let _: &T = self;
        self.make = None;
        match self.value.get_mut() {
            Some(value) => value,
            None => unreachable!("made just now"),
        }
    }
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Late {
            value: value.into(),
            make: None,
        }
    }
}

impl<T: Default> Default for Late<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T: Clone> Clone for Late<T> {
    fn clone(&self) -> Self {
        T::clone(self).into()
    }
}

impl<T: fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}
