//! Pages of the directive area: a file a page, `show` fills them, `act` takes their forms.

mod act;
pub mod assignment;
pub mod compare;
pub(crate) mod download;
pub mod evidence;
pub mod list;
pub mod matrix;
pub mod overview;
pub mod report;
pub mod reports;
pub mod review;
mod routes;
mod show;
pub mod task;
pub mod tasks;
pub mod text;
pub mod upload;
pub mod urge;
pub(crate) mod words;
pub mod work;

pub use routes::routes;
pub(crate) use show::charts::Pictures;
pub(crate) use show::work::groups_of_unit;
