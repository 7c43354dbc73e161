//! Accounts: signing in, sessions, one-time links, what the administrator does with them; applications.

mod account;
mod application;
mod application_token;
mod change_password;
mod choose_post;
mod demo;
mod first_admin;
mod invitation;
mod invite_account;
mod list_accounts;
mod once;
mod oversight;
mod password;
mod register_application;
mod session;
mod set_account_state;
mod sign_in;
mod sign_out;
mod token;
mod visit;

pub use account::{AccountState, holder_name};
pub use application::{Application, list_applications};
pub use application_token::{IssueError, Issued, TOKEN_SECONDS, application_visit, issue_token};
pub use change_password::{ChangePassword, change_password};
pub use choose_post::choose_post;
pub use demo::{DemoMode, create_demo_accounts, enter_demo};
pub use first_admin::create_first_admin_link;
pub use invitation::{Invitation, UseInvitation, look_at_invitation, use_invitation};
pub use invite_account::{InviteAccount, Invited, Newcomer, invite_account, invite_again};
pub use list_accounts::{AccountPage, AccountRow, PAGE, list_accounts};
pub use once::{OnceKey, answered_before, keep_answer};
pub use oversight::{
    AUDIT_PAGE, AuditLine, AuditQuery, SystemState, audited_name, find_units, read_audit, see_system,
    verify_audit,
};
pub use register_application::{RegisterApplication, Registered, register_application, revoke_application};
pub use session::{SessionRow, end_other_sessions, end_session, list_sessions};
pub use set_account_state::set_account_state;
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use sign_out::sign_out;
pub use visit::{Visit, visit};

pub use khue_db::audit::{AuditRow, AuditVerdict, AuditWhere};
pub use khue_db::doctor::{Finding, State as FindingState};
pub use khue_db::queue::{ParkedJob, QueueCounts};
