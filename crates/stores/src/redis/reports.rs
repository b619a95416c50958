//! The reports of all processes, each replaced by its process every few seconds.

use std::{sync::LazyLock, time::Duration};

use super::{
    Error, SeatStore,
    script::{Script, script},
};

static PUT_REPORT: LazyLock<Script> = script!("put_report.lua");
static READ_REPORTS: LazyLock<Script> = script!("read_reports.lua");

impl SeatStore {
    /// Stores a process's report in place of its last one. It counts for `valid`, by Redis's clock. Reports of
    /// processes that have ended are dropped.
    pub async fn put_report(&self, process: &str, report: &str, valid: Duration) -> Result<(), Error> {
        let reply = self.run_on_key(&PUT_REPORT, &self.0.names.reports(), &[process, report, &millis(valid)]).await?;
        if reply.word() == "PUT" { Ok(()) } else { Err(reply.unexpected()) }
    }

    /// Reads the reports that were stored within `valid`, in no order.
    pub async fn read_reports(&self, valid: Duration) -> Result<Vec<String>, Error> {
        let reply = self.run_on_key(&READ_REPORTS, &self.0.names.reports(), &[&millis(valid)]).await?;
        if reply.word() == "REPORTS" { reply.texts() } else { Err(reply.unexpected()) }
    }
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}
