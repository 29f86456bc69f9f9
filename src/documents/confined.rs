//! Children of this program that read what strangers wrote.
//!
//! A file of two kilobytes can make a spreadsheet reader ask for 96 GB, and a picture can claim to be as large as a city; an
//! allocation that fails ends the process that asked for it. So they are read in a child (`portal worker`) with limits on
//! memory and time. One line of JSON and the bytes go in; what comes out is believed no further than its size.

pub mod child;

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

use crate::table_in::{How, Kind, Limits};

/// A child that has not answered by then is ended.
const PATIENCE: Duration = Duration::from_secs(10);
/// Children of one kind at the same time; who comes next waits.
const AT_ONCE: usize = 2;

/// Why nothing came out.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// In words for the person who sent it.
    Refused(String),
    /// The child could not be started: a fault of ours.
    Internal(String),
}

/// What the child is to do with the bytes that follow.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum Work {
    Table { kind: Kind, how: How, limits: Limits },
    Picture,
    Paper,
}

/// The first line that goes into the child.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Job {
    pub work: Work,
    /// Bytes of the file.
    pub input: u64,
    /// Bytes of address space.
    pub memory: u64,
    /// Seconds of computing.
    pub cpu_seconds: u64,
}

/// Starts children of a program that answers to `worker` with [`child::run`].
#[derive(Clone, Debug)]
pub(crate) struct Confined {
    program: PathBuf,
    gate: Arc<Semaphore>,
}

impl Confined {
    pub(crate) fn new(program: impl Into<PathBuf>) -> Self {
        Confined { program: program.into(), gate: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Children of the program that is running.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub(crate) fn own() -> Result<Self, String> {
        std::env::current_exe().map(Confined::new).map_err(|e| format!("the portal's own program is not found: {e}"))
    }

    /// What the child wrote, at most `most` bytes of it. `None`: it took too long.
    ///
    /// # Errors
    /// The child cannot be started.
    pub(crate) async fn ask(&self, job: &Job, bytes: &[u8], most: u64) -> Result<Option<Vec<u8>>, Unreadable> {
        let internal = |e: &dyn std::fmt::Display| Unreadable::Internal(format!("portal worker: {e}"));
        let _place = self.gate.acquire().await.map_err(|e| internal(&e))?;
        let mut head = serde_json::to_vec(job).map_err(|e| internal(&e))?;
        head.push(b'\n');
        let mut child = self.start().map_err(|e| internal(&e))?;
        let answer = timeout(PATIENCE, converse(&mut child, &head, bytes, most)).await;
        // Ended in every case, and waited for, so that nothing is left behind.
        child.start_kill().ok();
        child.wait().await.ok();
        match answer {
            Ok(Ok(answer)) => Ok(Some(answer)),
            Ok(Err(error)) => Err(internal(&error)),
            Err(_) => Ok(None),
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        Command::new(&self.program)
            .arg("worker")
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Writes and reads at the same time: a child that answers early would otherwise wait for us, and we for it.
async fn converse(child: &mut Child, head: &[u8], bytes: &[u8], most: u64) -> std::io::Result<Vec<u8>> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::Error::other("no pipes"));
    };
    let write = async move {
        // A child that refuses early does not read to the end.
        if input.write_all(head).await.is_ok() {
            input.write_all(bytes).await.ok();
        }
    };
    let read = async move {
        let mut answer = Vec::new();
        output.take(most).read_to_end(&mut answer).await.map(|_| answer)
    };
    let ((), answer) = tokio::join!(write, read);
    answer
}
