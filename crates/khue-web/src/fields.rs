//! What a form or an address says, as text; parsed at this edge with sentences people understand.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use khue_app::OpError;
use khue_base::Day;
use serde::de::DeserializeOwned;

use crate::Failure;

/// The fields of a posted form (not of one with files). Empty on `GET`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub Vec<(String, String)>);

/// The fields of the address after `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked(pub Fields);

/// A part of the path, such as an id; what cannot be one leads to the same answer as what is not there.
#[derive(Clone, Debug)]
pub struct InPath<T>(pub T);

impl Fields {
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The field `name` without spaces around it; empty when absent.
    pub fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The field `name` as sent (passwords may begin with a space); empty when absent.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The field `name`, unless it is empty or absent.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value of the field `name`, for lists of boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The field `name` as a value that the page itself had offered (an id, a code).
    ///
    /// # Errors
    /// [`OpError::Refused`] when it is missing or no such value.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<T, OpError> {
        self.text(name)
            .parse()
            .map_err(|_| OpError::field(name, "Lựa chọn này không còn đúng. Hãy tải lại trang rồi chọn lại."))
    }

    /// The field `name` as a day that somebody typed, such as 31/5/2021.
    ///
    /// # Errors
    /// [`OpError::Refused`] when it is missing or no day.
    pub fn day(&self, name: &str) -> Result<Day, OpError> {
        Day::parse_vietnamese(self.text(name)).map_err(|error| OpError::field(name, format!("{error}.")))
    }
}

impl<S: Sync> FromRequestParts<S> for Fields {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Fields>().cloned().unwrap_or_default())
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Fields::decode(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(part)) => Ok(Self(part)),
            Err(_) => Err(Failure(OpError::Hidden)),
        }
    }
}
