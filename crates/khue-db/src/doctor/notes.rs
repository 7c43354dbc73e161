//! Moments that this machine remembers.

use khue_base::Moment;

use crate::{Db, DbError, Session, Statement, sql};

/// When the last backup was finished.
pub(crate) const LAST_BACKUP: &str = "last-backup";
/// What the clock said when somebody last looked.
pub(crate) const LAST_CLOCK: &str = "last-clock";

crate::row! {
    struct Note {
        at: Moment,
    }
}

pub(crate) async fn remember(db: &Db, name: &str, at: Moment) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    tx.execute(SET_NOTE, &[name.into(), at.into()]).await?;
    tx.commit_unaudited().await
}

pub(crate) async fn remembered(session: &mut Session, name: &str) -> Result<Option<Moment>, DbError> {
    Ok(session.optional::<Note>(NOTE, &[name.into()]).await?.map(|note| note.at))
}

const NOTE: Statement = sql!("note.sql");
const SET_NOTE: Statement = sql!("set_note.sql");
