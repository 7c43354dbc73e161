//! Accounts on both databases: what the pages' own tests do not reach.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // helpers of tests, outside test functions

use khue_app::accounts::*;
use khue_app::registry::{Loaded, posts_of_person};
use khue_app::{App, Ctx, MIGRATIONS, OpError};
use khue_base::{AccountId, PostId};
use khue_db::{Db, Statement, audit};
use khue_rules::accounts::Role;
use khue_testkit::for_each_database;
use khue_testkit::province::{Province, Scale, load, system};

const PASSWORD: &str = "sông lặng cầu tre";

struct Staffed {
    app: App,
    program: Ctx,
    loaded: Loaded,
    province: Province,
}

impl Staffed {
    async fn new(db: &Db) -> Self {
        db.migrate(MIGRATIONS).await.unwrap();
        let program = system(db.clone(), "2020-09-05".parse().unwrap());
        let province = Province::make(Scale::Tiny, 2020);
        let loaded = load(&program, &province).await.unwrap();
        let made = Self { app: program.app.clone(), program, loaded, province };
        let wanted: Vec<_> = [Role::Head, Role::Administrator].map(|role| made.post(role)).into();
        let mode = DemoMode::of_the_demo_command();
        assert_eq!(create_demo_accounts(&made.app, &mode, &wanted, PASSWORD).await.unwrap(), 2);
        assert_eq!(create_demo_accounts(&made.app, &mode, &wanted, PASSWORD).await.unwrap(), 0);
        made
    }

    fn post(&self, role: Role) -> (PostId, String) {
        let login = self.province.logins.iter().find(|login| login.role == role).unwrap();
        (self.loaded.posts[&login.post], login.login.clone())
    }

    fn typed(&self, role: Role, password: &str, address: &str) -> SignIn {
        SignIn {
            login: self.post(role).1,
            password: password.to_owned(),
            address: address.to_owned(),
            agent: "test".to_owned(),
        }
    }

    async fn acting(&self, role: Role) -> Ctx {
        let signed_in = sign_in(&self.app, self.typed(role, PASSWORD, "10.0.0.9")).await.unwrap();
        let visit = visit(&self.app, &signed_in.token).await.unwrap().unwrap();
        Ctx { app: self.app.clone(), actor: visit.actor }
    }
}

fn said<T: std::fmt::Debug>(outcome: Result<T, OpError>) -> String {
    outcome.unwrap_err().to_string()
}

#[tokio::test]
async fn many_guesses_at_once_are_counted_one_by_one() {
    for_each_database(async |db| {
        let staffed = Staffed::new(&db).await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let (app, typed) =
                    (staffed.app.clone(), staffed.typed(Role::Head, "đoán bừa thôi", "10.0.0.1"));
                tokio::spawn(async move { said(sign_in(&app, typed).await) })
            })
            .collect();
        let mut looked_at = 0;
        for guess in guesses {
            looked_at += usize::from(guess.await.unwrap().contains("không đúng"));
        }
        assert!((1..=5).contains(&looked_at), "{looked_at} passwords were looked at");
    })
    .await;
}

#[tokio::test]
async fn one_address_may_be_wrong_often_but_not_for_ever() {
    for_each_database(async |db| {
        let staffed = Staffed::new(&db).await;
        let now = staffed.app.clock.now();
        let mut wrong_before = 0_i64;
        for (wrong, sentence) in [(99, None), (100, Some("quá nhiều lần"))] {
            let mut tx = db.write().await.unwrap();
            while wrong_before < wrong {
                wrong_before += 1;
                let login = format!("hoc.sinh.{wrong_before}");
                let values = [wrong_before.into(), now.into(), login.into(), "10.0.0.1".into()];
                tx.execute(INSERT_ATTEMPT, &values).await.unwrap();
            }
            tx.commit_unaudited().await.unwrap();
            let outcome = sign_in(&staffed.app, staffed.typed(Role::Head, PASSWORD, "10.0.0.1")).await;
            match sentence {
                None => assert!(outcome.is_ok()),
                Some(sentence) => assert!(said(outcome).contains(sentence)),
            }
        }
        assert!(sign_in(&staffed.app, staffed.typed(Role::Head, PASSWORD, "10.0.0.2")).await.is_ok());
    })
    .await;
}

const INSERT_ATTEMPT: Statement = Statement {
    name: "insert_attempt",
    text: include_str!("../src/accounts/sql/insert_attempt.sql"),
    postgres: None,
};

#[tokio::test]
async fn every_change_of_an_account_is_in_the_audit_log() {
    for_each_database(async |db| {
        let staffed = Staffed::new(&db).await;
        let administrator = staffed.acting(Role::Administrator).await;
        let head = staffed.acting(Role::Head).await;
        let id = head.actor.account.unwrap();
        set_account_state(&administrator, id, AccountState::Locked).await.unwrap();
        set_account_state(&administrator, id, AccountState::Active).await.unwrap();
        let token = invite_again(&administrator, id).await.unwrap().token;
        let password = "mưa rơi trên mái ngói".to_owned();
        use_invitation(&staffed.app, &token, UseInvitation { password, ..UseInvitation::default() })
            .await
            .unwrap();
        set_account_state(&administrator, id, AccountState::Closed).await.unwrap();
        let mut session = db.read().await.unwrap();
        let rows =
            audit::of_subject(&mut session, &format!("account/{id}"), AuditWhere::NEWEST, 50).await.unwrap();
        let mut actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
        actions.sort_unstable();
        assert_eq!(
            actions,
            [
                "account.demo",
                "account.invite-again",
                "account.set-password",
                "account.set-state",
                "account.set-state",
                "account.set-state",
                "account.sign-in",
            ]
        );
        for secret in [&token, PASSWORD, "argon2"] {
            assert!(rows.iter().all(|row| !row.detail.contains(secret)), "a secret is in the log");
        }
        assert_eq!(audit::verify(&db).await.unwrap().first_break.map(|found| found.why), None);
    })
    .await;
}

#[tokio::test]
async fn only_the_administrator_manages_accounts_and_never_the_own_one() {
    for_each_database(async |db| {
        let staffed = Staffed::new(&db).await;
        let administrator = staffed.acting(Role::Administrator).await;
        let head = staffed.acting(Role::Head).await;
        let own = administrator.actor.account.unwrap();
        let hidden = |outcome: Result<(), OpError>| assert!(matches!(outcome, Err(OpError::Hidden)));
        hidden(set_account_state(&head, own, AccountState::Locked).await);
        hidden(invite_again(&head, own).await.map(drop));
        hidden(list_accounts(&head, "", 0).await.map(drop));
        hidden(set_account_state(&administrator, AccountId(1), AccountState::Locked).await);
        assert!(said(set_account_state(&administrator, own, AccountState::Locked).await).contains("tự khoá"));
        let all = list_accounts(&administrator, "", 0).await.unwrap();
        assert_eq!((all.total, all.rows.len()), (2, 2));
        assert_eq!(list_accounts(&administrator, "%", 0).await.unwrap().total, 2);
        assert_eq!(list_accounts(&administrator, "' OR 1=1 --", 0).await.unwrap().total, 0);
        assert_eq!(list_accounts(&administrator, &staffed.post(Role::Head).1, 0).await.unwrap().total, 1);
    })
    .await;
}

#[tokio::test]
async fn a_person_acts_through_one_post_at_a_time() {
    for_each_database(async |db| {
        let staffed = Staffed::new(&db).await;
        let (head, _) = staffed.post(Role::Head);
        let mut session = db.read().await.unwrap();
        let today = staffed.program.today();
        let post = khue_app::registry::post(&mut session, head, today).await.unwrap().unwrap();
        let second = khue_app::registry::GivePost {
            person: post.person,
            role: Role::Teacher,
            title: String::new(),
            unit: post.unit,
            from: today,
            until: None,
        };
        let second = khue_app::registry::give_post(&staffed.program, second).await.unwrap();
        assert_eq!(posts_of_person(&mut session, post.person, today).await.unwrap().len(), 2);
        let signed_in = sign_in(&staffed.app, staffed.typed(Role::Head, PASSWORD, "10.0.0.1")).await.unwrap();
        assert_eq!(signed_in.role, Role::Head, "the highest role comes first");
        let before = visit(&staffed.app, &signed_in.token).await.unwrap().unwrap();
        let ctx = Ctx { app: staffed.app.clone(), actor: before.actor };
        choose_post(&ctx, before.session, second).await.unwrap();
        let after = visit(&staffed.app, &signed_in.token).await.unwrap().unwrap();
        assert_eq!(after.actor.role, Role::Teacher);
        assert_eq!(after.other_posts.iter().map(|post| post.role).collect::<Vec<_>>(), [Role::Head]);
        let other = staffed.post(Role::Administrator).0;
        assert!(matches!(choose_post(&ctx, before.session, other).await, Err(OpError::Hidden)));
    })
    .await;
}
