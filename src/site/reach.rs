//! Where people and pages elsewhere are reached.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::id::shaped;
use crate::diagnostics::shape::{EMAIL, PHONE, WEB_ADDRESS};

shaped!(
    /// The whole address of a page elsewhere.
    WebAddress, WEB_ADDRESS
);
shaped!(
    /// An e-mail address.
    Email, EMAIL
);
shaped!(
    /// A telephone number, written as people read it.
    Phone, PHONE
);
