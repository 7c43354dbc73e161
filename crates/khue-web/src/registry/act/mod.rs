//! What the forms of the registry do.

pub mod add;
pub mod arrange;
pub mod exchange;
pub mod import;
pub mod receive;
pub mod record;
pub mod roll_over;
pub mod rounds;
pub mod split_classes;
pub mod transfer;
