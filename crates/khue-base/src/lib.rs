//! Words of the sector as types. Pure: no database, network, clock, randomness or async.

mod clock;
mod day;
mod grid;
mod id;
mod quantity;
mod school_year;
mod text;

pub use clock::{Clock, FixedClock, Moment};
pub use day::{Day, DayError, Period};
pub use grid::{
    AddressError, CellAddress, Epoch, Fault, Grid, GridCell, GridRow, GridSheet, Merged, column_letters,
};
pub use id::*;
pub use quantity::{Quantity, QuantityError};
pub use school_year::{SchoolYear, SchoolYearError};
pub use text::{search_key, sort_key, to_nfc};
