//! Migrations, and the names of constraints.

use std::path::{Path, PathBuf};

use futures::future::try_join_all;
use holdfast_stores::mysql::Database;
use holdfast_test_support::{contractions, refused_statements, undeclared_contractions};
use sqlx::Row;

use crate::support::database::FreshDatabase;

#[tokio::test]
async fn the_schema_may_be_brought_up_to_date_again() {
    let database = FreshDatabase::create().await;
    database.migrate().await.expect("a second time");
}

#[tokio::test]
async fn many_processes_may_bring_the_schema_up_to_date_at_once() {
    let fresh = FreshDatabase::create_empty().await;
    let mut processes = Vec::new();
    for _ in 0..8 {
        processes.push(Database::connect(&fresh.config()).expect("the settings can be read"));
    }
    try_join_all(processes.iter().map(Database::migrate)).await.expect("all of them");
    fresh.events_by_id(None, 1).await.expect("the tables are there");
}

#[tokio::test]
async fn every_constraint_is_named_in_the_migrations() {
    let database = FreshDatabase::create().await;
    let mut connection = database.connection().await;
    let rows = sqlx::query(
        "SELECT constraint_name FROM information_schema.table_constraints
        WHERE constraint_schema = DATABASE() AND table_name NOT LIKE '\\_sqlx%' AND constraint_name <> 'PRIMARY'",
    )
    .fetch_all(&mut connection)
    .await
    .expect("read");
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(names.len() >= 12, "{names:?}");
    // The server generates names like `orders_ibfk_1`, `orders_chk_1` and `CONSTRAINT_1`.
    let ours = |name: &String| !name.contains("ibfk") && !name.contains("chk") && !name.starts_with("CONSTRAINT");
    assert!(names.iter().all(ours), "{names:?}");
}

#[tokio::test]
async fn an_older_release_may_migrate_a_schema_that_is_newer_than_it() {
    let database = FreshDatabase::create().await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (99991231000000, 'newer', TRUE, '', 0)";
    sqlx::query(newer).execute(&mut database.connection().await).await.expect("written");
    database.migrate().await.expect("the migration of the newer release is left alone");
}

#[tokio::test]
async fn a_migration_takes_nothing_from_a_running_older_release_unless_it_says_so() {
    let wrong = undeclared_contractions(&directory("migrations")).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_statement_of_older_releases_is_accepted_after_the_newest_migration() {
    let database = FreshDatabase::create().await;
    let refused = refused_statements(database.fresh(), &directory("tests/statements")).await;
    assert!(refused.is_empty(), "{refused:#?}");
}

#[tokio::test]
async fn a_statement_that_the_schema_does_not_accept_is_found() {
    let database = FreshDatabase::create().await;
    let mut connection = database.connection().await;
    sqlx::query("ALTER TABLE events RENAME COLUMN epoch TO epochs").execute(&mut connection).await.expect("renamed");
    let refused = refused_statements(database.fresh(), &directory("tests/statements")).await;
    assert!(!refused.is_empty() && refused.iter().all(|one| one.contains("'epoch'")), "{refused:#?}");
}

/// A schema on which each case of the next test works.
const BASE: &str = "
    CREATE TABLE parents (id INT NOT NULL, CONSTRAINT parents_pk PRIMARY KEY (id));
    CREATE TABLE things (
        id     INT UNSIGNED NOT NULL,
        parent INT          NULL,
        name   VARCHAR(16)  NOT NULL,
        note   VARCHAR(16)  NULL,
        state  VARCHAR(16)  NOT NULL DEFAULT 'A',
        CONSTRAINT things_pk PRIMARY KEY (id),
        CONSTRAINT things_name UNIQUE (name),
        CONSTRAINT things_state CHECK (state IN ('A', 'B'))
    );";

#[tokio::test]
async fn a_migration_that_contracts_is_found() {
    for migration in [
        "DROP TABLE things",
        "RENAME TABLE things TO objects",
        "ALTER TABLE things DROP COLUMN note",
        "ALTER TABLE things CHANGE COLUMN note notes VARCHAR(16) NULL",
        "ALTER TABLE things ADD COLUMN size INT NOT NULL",
        "ALTER TABLE things MODIFY name VARCHAR(8) NOT NULL",
        "ALTER TABLE things MODIFY id SMALLINT UNSIGNED NOT NULL",
        "ALTER TABLE things MODIFY id BIGINT NOT NULL",
        "ALTER TABLE things MODIFY name VARCHAR(16) CHARACTER SET ascii NOT NULL",
        "ALTER TABLE things MODIFY note VARCHAR(16) NOT NULL",
        "ALTER TABLE things MODIFY name VARCHAR(16) NULL",
        "ALTER TABLE things MODIFY state VARCHAR(16) NOT NULL",
        "ALTER TABLE things ADD CONSTRAINT things_note UNIQUE (note)",
        "ALTER TABLE things ADD COLUMN size INT NOT NULL DEFAULT 1, ADD CONSTRAINT things_size UNIQUE (size)",
        "ALTER TABLE things DROP INDEX things_name",
        "ALTER TABLE things ADD CONSTRAINT things_note CHECK (note <> '')",
        "ALTER TABLE things DROP CONSTRAINT things_state, ADD CONSTRAINT things_kind CHECK (state IN ('A'))",
        "ALTER TABLE things ADD CONSTRAINT things_parent_fk FOREIGN KEY (parent) REFERENCES parents (id)",
        "-- Clears the table.\nDELETE FROM things",
        "UPDATE things SET note = ''",
    ] {
        let found = contractions_of(migration).await;
        assert_eq!(found.len(), 1, "{migration}: {found:?}");
    }
}

#[tokio::test]
async fn a_migration_that_only_expands_is_accepted() {
    for migration in [
        "CREATE TABLE more (id INT NOT NULL, CONSTRAINT more_pk PRIMARY KEY (id), CONSTRAINT more_id CHECK (id > 0))",
        "ALTER TABLE things ADD COLUMN size INT NULL",
        "ALTER TABLE things ADD COLUMN size INT NOT NULL DEFAULT 0, ADD CONSTRAINT things_size CHECK (size >= 0)",
        "ALTER TABLE things ADD COLUMN code CHAR(8) NULL, ADD CONSTRAINT things_code UNIQUE (code)",
        "ALTER TABLE things ADD COLUMN other INT NULL,
            ADD CONSTRAINT things_other_fk FOREIGN KEY (other) REFERENCES parents (id)",
        "ALTER TABLE things MODIFY name VARCHAR(32) NOT NULL, MODIFY id BIGINT UNSIGNED NOT NULL",
        "ALTER TABLE things MODIFY note VARCHAR(16) NULL DEFAULT 'none', MODIFY name VARCHAR(16) NOT NULL DEFAULT ''",
        "ALTER TABLE things ADD INDEX things_by_note (note)",
        "ALTER TABLE things DROP CONSTRAINT things_state",
        "-- Instead of UPDATE.\nINSERT INTO parents (id) VALUES (1)",
    ] {
        let found = contractions_of(migration).await;
        assert!(found.is_empty(), "{migration}: {found:?}");
    }
    // A check of the same name may accept more, and only more.
    let of_states = |states: &str| format!("CHECK (state IN ({states}) AND id > 0)");
    let (old, wider, other) = (of_states("'A', 'B'"), of_states("'A', 'B', 'C'"), of_states("'A', 'C'"));
    let base = format!("CREATE TABLE two (id INT NOT NULL, state CHAR(1) NOT NULL, CONSTRAINT two_state {old})");
    let replaced =
        |by: &str| format!("ALTER TABLE two DROP CONSTRAINT two_state; ALTER TABLE two ADD CONSTRAINT two_state {by}");
    assert!(contractions_between(&base, &replaced(&wider)).await.is_empty());
    assert_eq!(contractions_between(&base, &replaced(&other)).await.len(), 1);
}

async fn contractions_of(migration: &str) -> Vec<String> {
    contractions_between(BASE, migration).await
}

async fn contractions_between(base: &str, migration: &str) -> Vec<String> {
    let database = FreshDatabase::create_empty().await;
    let mut connection = database.connection().await;
    contractions(&mut connection, base).await;
    contractions(&mut connection, migration).await
}

/// A directory of this crate.
fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
