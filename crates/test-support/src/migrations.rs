//! Checks of a crate's migrations: none takes away what a running older release needs, and the statements of older
//! releases are still accepted. docs/versions.md has the rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use sqlx::{Executor, MySqlConnection};

use crate::FreshDatabase;

/// The line in a migration that takes something away on purpose, with the name of a release in between.
const DECLARATION: [&str; 2] = ["-- Contracts what release ", " no longer uses."];

/// Each migration of a directory that contracts without the line that declares it, or has the line and doesn't contract,
/// with what it takes away.
pub async fn undeclared_contractions(migrations: &Path) -> Vec<String> {
    let database = FreshDatabase::create_empty().await;
    let mut connection = database.connection().await;
    let mut wrong = Vec::new();
    for (name, text) in files(migrations, "sql") {
        let found = contractions(&mut connection, &text).await;
        let declared = text.lines().any(|line| {
            let release = line.strip_prefix(DECLARATION[0]).and_then(|rest| rest.strip_suffix(DECLARATION[1]));
            release.is_some_and(|release| release.split('.').all(|number| number.parse::<u32>().is_ok()))
        });
        match (found.is_empty(), declared) {
            (true, true) => wrong.push(format!("{name} declares that it contracts, and doesn't")),
            (false, false) => wrong.push(format!("{name}: {}", found.join("; "))),
            (true, false) | (false, true) => {}
        }
    }
    wrong
}

/// Applies a migration. Returns what it takes from an older release that runs beside it.
pub async fn contractions(connection: &mut MySqlConnection, migration: &str) -> Vec<String> {
    let before = Schema::read(connection).await;
    connection.execute(migration).await.unwrap_or_else(|error| panic!("{error}: {migration}"));
    let mut found = before.contractions(&Schema::read(connection).await);
    let code: Vec<&str> = migration.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    for statement in code.join("\n").split(';') {
        let verb = statement.split_whitespace().next().unwrap_or_default().to_uppercase();
        if ["DELETE", "REPLACE", "TRUNCATE", "UPDATE"].contains(&verb.as_str()) {
            found.push(format!("rows are changed by {verb}"));
        }
    }
    found
}

/// The statements of older releases that this database refuses to prepare. `statements` has a file for each release,
/// with a line `;` after each statement.
///
/// Preparing checks every table, column and function of a statement. Whether an insert without a new column is accepted
/// is [`contractions`]'s affair.
pub async fn refused_statements(database: &FreshDatabase, statements: &Path) -> Vec<String> {
    let mut connection = database.connection().await;
    let mut refused = Vec::new();
    let mut prepared = 0;
    for (release, text) in files(statements, "sql") {
        for statement in text.split("\n;\n").filter(|statement| !statement.trim().is_empty()) {
            prepared += 1;
            if let Err(error) = connection.prepare(statement).await {
                refused.push(format!("{release}: {error}: {statement}"));
            }
        }
    }
    assert!(prepared > 0, "{} has no statements", statements.display());
    refused
}

/// The files with this ending, by name, with their texts.
fn files(directory: &Path, ending: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    let files: BTreeMap<_, _> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    assert!(!files.is_empty(), "{} has no files", directory.display());
    files
}

/// What statements of a release can depend on, except for sqlx's own table.
struct Schema {
    /// By table and name.
    columns: BTreeMap<(String, String), Column>,
    /// Primary and unique keys, by table and name.
    keys: BTreeMap<(String, String), Vec<String>>,
    /// Foreign keys, by table and name.
    references: BTreeMap<(String, String), Vec<String>>,
    /// CHECKs, by table and name.
    checks: BTreeMap<(String, String), String>,
}

#[derive(sqlx::FromRow)]
struct Column {
    table: String,
    name: String,
    kind: String,
    collation: Option<String>,
    nullable: bool,
    /// Whether an insert may leave it out.
    optional: bool,
}

impl Schema {
    async fn read(connection: &mut MySqlConnection) -> Self {
        let columns: Vec<Column> = sqlx::query_as(
            "SELECT CAST(table_name AS CHAR) AS `table`, CAST(column_name AS CHAR) AS name,
                CAST(column_type AS CHAR) AS kind, CAST(collation_name AS CHAR) AS collation,
                is_nullable = 'YES' AS nullable,
                is_nullable = 'YES' OR column_default IS NOT NULL OR extra LIKE '%auto_increment%'
                    OR extra LIKE '%GENERATED%' AS optional
            FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name NOT LIKE '\\_sqlx%'",
        )
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        let keys = named_columns(
            connection,
            "SELECT CAST(table_name AS CHAR), CAST(index_name AS CHAR), CAST(column_name AS CHAR)
            FROM information_schema.statistics
            WHERE table_schema = DATABASE() AND non_unique = 0 AND table_name NOT LIKE '\\_sqlx%'
            ORDER BY table_name, index_name, seq_in_index",
        )
        .await;
        let references = named_columns(
            connection,
            "SELECT CAST(table_name AS CHAR), CAST(constraint_name AS CHAR), CAST(column_name AS CHAR)
            FROM information_schema.key_column_usage
            WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
            ORDER BY table_name, constraint_name, ordinal_position",
        )
        .await;
        let checks: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT CAST(t.table_name AS CHAR), CAST(t.constraint_name AS CHAR), CAST(c.check_clause AS CHAR)
            FROM information_schema.table_constraints AS t
            JOIN information_schema.check_constraints AS c
                ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name
            WHERE t.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK'",
        )
        .fetch_all(connection)
        .await
        .unwrap();
        Self {
            columns: columns.into_iter().map(|one| ((one.table.clone(), one.name.clone()), one)).collect(),
            keys,
            references,
            checks: checks.into_iter().map(|(table, name, clause)| ((table, name), clause)).collect(),
        }
    }

    /// What `after` takes from a release that was written for `self`.
    fn contractions(&self, after: &Self) -> Vec<String> {
        let tables: BTreeSet<&String> = self.columns.keys().map(|(table, _)| table).collect();
        let (left, gone): (Vec<_>, Vec<_>) = tables.iter().partition(|table| after.has_table(table));
        let mut found: Vec<String> = gone.into_iter().map(|table| format!("the table {table} is gone")).collect();
        for ((table, name), column) in self.columns.iter().filter(|((table, _), _)| left.contains(&table)) {
            match after.columns.get(&(table.clone(), name.clone())) {
                None => found.push(format!("{table}.{name} is gone")),
                Some(now) => found.extend(column.narrowed_to(now).map(|how| format!("{table}.{name} {how}"))),
            }
        }
        for ((table, name), column) in &after.columns {
            let is_new = tables.contains(table) && !self.has(table, name);
            if is_new && !column.optional {
                found.push(format!("{table}.{name} is new, and an insert can't leave it out"));
            }
        }
        for key @ (table, name) in self.keys.keys() {
            if !after.keys.contains_key(key) && left.contains(&table) {
                found.push(format!("the unique key {name} of {table} is gone"));
            }
        }
        for (key @ (table, name), columns) in &after.keys {
            // An older release leaves a new column NULL, and a unique key takes any number of NULLs.
            let is_free = columns
                .iter()
                .any(|column| !self.has(table, column) && after.columns[&(table.clone(), column.clone())].nullable);
            if tables.contains(table) && self.keys.get(key) != Some(columns) && !is_free {
                found.push(format!("the unique key {name} of {table} is new"));
            }
        }
        for (key @ (table, name), columns) in &after.references {
            let is_of_old_columns = columns.iter().all(|column| self.has(table, column));
            if self.references.get(key) != Some(columns) && is_of_old_columns {
                found.push(format!("the foreign key {name} of {table} is new"));
            }
        }
        for (key @ (table, name), clause) in &after.checks {
            let is_known = self.checks.get(key).is_some_and(|before| accepts_all_of(clause, before));
            let mut words = clause.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            if !is_known && words.any(|word| self.has(table, word)) {
                found.push(format!("the check {name} of {table} refuses more"));
            }
        }
        found
    }

    fn has(&self, table: &str, column: &str) -> bool {
        self.columns.contains_key(&(table.to_owned(), column.to_owned()))
    }

    fn has_table(&self, table: &str) -> bool {
        self.columns.keys().any(|(name, _)| name == table)
    }
}

impl Column {
    /// How an older release can no longer write or read what it could.
    fn narrowed_to(&self, now: &Self) -> Option<String> {
        if !takes_all_of(&now.kind, &self.kind) {
            Some(format!("was {} and is {}", self.kind, now.kind))
        } else if now.collation != self.collation {
            Some(format!("was {:?} and is {:?}", self.collation, now.collation))
        } else if self.nullable && !now.nullable {
            Some("takes no NULL any more".to_owned())
        } else if !self.nullable && now.nullable {
            Some("can be NULL, which older releases can't read".to_owned())
        } else if self.optional && !now.optional {
            Some("has no default any more".to_owned())
        } else {
            None
        }
    }
}

/// Whether the column type `now` has every value of `before`: the same one, longer text, or a larger integer.
fn takes_all_of(now: &str, before: &str) -> bool {
    const INTEGERS: [&str; 5] = ["tinyint", "smallint", "mediumint", "int", "bigint"];
    let parts = |kind: &str| {
        let (name, rest) = kind.split_once('(').unwrap_or((kind, ""));
        let (name, unsigned) = (name.trim_end_matches(" unsigned").to_owned(), kind.ends_with(" unsigned"));
        (name, unsigned, rest.split_once(')').and_then(|(number, _)| number.parse::<u32>().ok()))
    };
    let ((now_name, now_unsigned, now_length), (name, unsigned, length)) = (parts(now), parts(before));
    let size = |name: &str| INTEGERS.iter().position(|integer| *integer == name);
    match (size(&now_name), size(&name)) {
        (Some(now), Some(before)) => now >= before && now_unsigned == unsigned,
        _ => now == before || (now_name == name && name == "varchar" && now_length >= length),
    }
}

/// Whether a CHECK accepts what `before` accepted: they are the same but for more texts in lists.
fn accepts_all_of(now: &str, before: &str) -> bool {
    let parts = |clause: &str| {
        // Every other part is within quotes.
        let parts: Vec<String> = clause.split('\'').map(str::to_owned).collect();
        let texts: BTreeSet<String> = parts.iter().skip(1).step_by(2).cloned().collect();
        let mut rest: Vec<String> = parts.into_iter().step_by(2).collect();
        rest.dedup_by(|one, before| one == "," && before == ",");
        (rest, texts)
    };
    let ((now_rest, now_texts), (rest, texts)) = (parts(now), parts(before));
    now_rest == rest && now_texts.is_superset(&texts)
}

async fn named_columns(
    connection: &mut MySqlConnection,
    query: &'static str,
) -> BTreeMap<(String, String), Vec<String>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(query).fetch_all(connection).await.unwrap();
    let mut named: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (table, name, column) in rows {
        named.entry((table, name)).or_default().push(column);
    }
    named
}
