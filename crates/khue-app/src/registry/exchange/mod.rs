//! The national exchange: records go to a partner above as packages with receipts, and come from partners below.
//!
//! What changes in a school's records is compared with what the partner was told last. Valid records wait in
//! the outbox and go in packages; invalid ones stay with the reason. A package is sent until its receipt is
//! here, under the same id and with the same content, so that a cut line costs time and nothing else.
//! [`deliver`] sends, apart from the queue: the one writer of SQLite must not wait for a network.

mod compare;
mod deliver;
mod differences;
mod links;
mod outbox;
mod pack;
mod packages;
mod receipt;
mod receive;
mod recompute;
mod school;
mod wire;

pub use compare::compare_due;
pub use deliver::{deliver, deliver_due};
pub use differences::{Compared, Difference, DifferenceKind, compared, differences, resend_differences};
pub use links::{
    AddLink, Compare, Direction, Link, LinkState, add_link, change_key, link, links, request_comparison,
    send_now, set_link_state,
};
pub use outbox::{
    Invalid, LinkCounts, OutboxLine, OutboxState, Told, counts_of_link, invalid_of_unit, outbox_page,
};
pub use packages::{PackageLine, ReceivedLine, TableTotal, package, packages, received, received_totals};
pub use receive::{HeldPage, ReceiveError, held_page, receive};
pub use recompute::{EXCHANGE_DAILY, EXCHANGE_UNIT, daily, recompute_unit, records_changed};
pub use wire::{HeldRow, Receipt, Receipted, Verdict, sign};
pub use wire::{SENDER_HEADER, SIGNATURE_HEADER};

use khue_base::UnitId;
use khue_rules::accounts::{Action, Place};

use crate::{Actor, App, Ctx, OpError};

/// The program itself, acting for a unit in whose trail it writes.
fn program(app: &App, unit: UnitId) -> Ctx {
    Ctx { app: app.clone(), actor: Actor::program(unit) }
}

/// Whether the actor may do this to the exchange; the program itself may.
fn may(ctx: &Ctx, action: Action) -> Result<(), OpError> {
    match ctx.actor.account {
        None => Ok(()),
        Some(_) => ctx.may(action, Place::Nowhere),
    }
}
