//! The table of routes: who may reach what.

use std::sync::Arc;

use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, patch, post};
use khue_rules::accounts::{Action, Role, Scope, may_somewhere};

use crate::AppState;
use crate::security::{Gate, gate};

/// One row of the table.
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The pattern, such as `/nhiem-vu/{id}`.
    pub path: &'static str,
    /// Who may reach it.
    pub access: Access,
    /// How much may be sent to it.
    pub body: BodyLimit,
    handler: MethodRouter<AppState>,
}

/// Methods in use: reading and changing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Changes.
    Post,
    /// Changes a part; programs only.
    Patch,
}

impl Verb {
    /// `GET`, `POST`.
    pub fn name(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Patch => "PATCH",
        }
    }
}

/// Who may reach a route. The operation behind it decides again, for the subject at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, and nothing about the visitor is looked up: assets, health.
    Open,
    /// Anybody, signed in or not.
    Anyone,
    /// Who is signed in.
    Signed,
    /// Who is signed in with a post in which one may do this at some place; for others the page does
    /// not exist.
    May(Action),
    /// An application whose token has one of these scopes. Cookies open nothing here.
    Program(&'static [Scope]),
}

impl Access {
    /// Whether it needs somebody who is signed in.
    pub fn asks_who(self) -> bool {
        matches!(self, Access::Signed | Access::May(_) | Access::Program(_))
    }

    /// Whether somebody acting as `role` may reach it.
    pub fn admits(self, role: Role) -> bool {
        match self {
            Access::Open | Access::Anyone | Access::Signed => true,
            Access::May(action) => may_somewhere(role, action),
            Access::Program(_) => false,
        }
    }
}

/// How much may be sent to a route, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyLimit {
    /// A form.
    Form,
    /// A form with files.
    Upload,
}

impl BodyLimit {
    /// In bytes: the longest directive pasted as text is under 1 MB; the largest evidence file is
    /// 20 MB, several fields around it fit into the rest.
    pub fn bytes(self) -> usize {
        match self {
            BodyLimit::Form => 1 << 20,
            BodyLimit::Upload => 25 << 20,
        }
    }

    /// In seconds, sending included: 25 MB over a school's 1 Mbit/s take 200 s.
    pub fn seconds(self) -> u64 {
        match self {
            BodyLimit::Form => 30,
            BodyLimit::Upload => 300,
        }
    }
}

impl Route {
    /// A page.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self { verb: Verb::Get, path, access, body: BodyLimit::Form, handler: get(handler) }
    }

    /// A change.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self { verb: Verb::Post, path, access, body: BodyLimit::Form, handler: post(handler) }
    }

    /// A change of a part.
    pub fn patch<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        Self { verb: Verb::Patch, path, access, body: BodyLimit::Form, handler: patch(handler) }
    }

    /// The same route, taking files.
    pub fn uploading(self) -> Self {
        Self { body: BodyLimit::Upload, ..self }
    }

    /// The handler behind its gate.
    pub(crate) fn guarded(self, guard: Gate) -> MethodRouter<AppState> {
        self.handler.route_layer(from_fn_with_state(Arc::new(guard), gate))
    }
}
