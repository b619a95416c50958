//! Several simulators of two releases may share a ledger. The checks themselves are tested in `crates/stores`.

use std::path::Path;

use holdfast_test_support::{refused_statements, undeclared_contractions};

use super::Ledger;

#[tokio::test]
async fn a_migration_takes_nothing_from_a_running_older_release_unless_it_says_so() {
    let wrong = undeclared_contractions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_statement_of_older_releases_is_accepted_after_the_newest_migration() {
    let ledger = Ledger::create().await;
    let statements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/statements");
    let refused = refused_statements(&ledger.fresh, &statements).await;
    assert!(refused.is_empty(), "{refused:#?}");
}
