//! A database for one test.

use std::{ops::Deref, time::Duration};

use holdfast_stores::mysql::{Database, MysqlConfig};
use sqlx::MySqlConnection;

/// A database with a random name. Dropping this value drops it.
pub(crate) struct FreshDatabase {
    database: Database,
    fresh: holdfast_test_support::FreshDatabase,
}

impl FreshDatabase {
    /// A database with this version's schema.
    pub(crate) async fn create() -> Self {
        let fresh = Self::create_empty().await;
        fresh.migrate().await.expect("the schema is brought up to date");
        fresh
    }

    /// A database without a schema.
    pub(crate) async fn create_empty() -> Self {
        let fresh = holdfast_test_support::FreshDatabase::create_empty().await;
        let database = Database::connect(&config(&fresh.url())).expect("the settings can be parsed");
        Self { database, fresh }
    }

    /// Settings with which other processes reach it; tests adjust them.
    pub(crate) fn config(&self) -> MysqlConfig {
        config(&self.fresh.url())
    }

    /// The database without the store.
    pub(crate) const fn fresh(&self) -> &holdfast_test_support::FreshDatabase {
        &self.fresh
    }

    /// A plain connection, for statements that the store doesn't have.
    pub(crate) async fn connection(&self) -> MySqlConnection {
        self.fresh.connection().await
    }
}

impl Deref for FreshDatabase {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

/// Settings for a database at `url`.
pub(crate) fn config(url: &str) -> MysqlConfig {
    MysqlConfig {
        url: url.into(),
        max_connections: 16,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(10),
    }
}
