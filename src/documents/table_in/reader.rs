//! The parent's side: starts the child, feeds it, and believes nothing that it says beyond a size and a time.

use std::{path::PathBuf, process::Stdio, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

use super::{Job, Kind, LARGEST_FILE, Limits, Line, TableRow};

/// A child that has not answered by then is ended.
const PATIENCE: Duration = Duration::from_secs(10);
/// Children at the same time; who comes next waits.
const AT_ONCE: usize = 2;
/// Bytes of an answer: the text that is allowed, and its quotation marks.
const LARGEST_ANSWER: u64 = 24 * 1024 * 1024;

/// Why no table came out.
#[derive(Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// In words for the person who sent it.
    Refused(String),
    /// The child could not be started: a fault of ours.
    Internal(String),
}

/// Reads tables in children of this program.
#[derive(Clone, Debug)]
pub struct Reader {
    program: PathBuf,
    gate: Arc<Semaphore>,
}

impl Reader {
    /// `program` answers to `worker` with [`super::worker::run`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Reader { program: program.into(), gate: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Children of the program that is running.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub fn own() -> Result<Self, String> {
        std::env::current_exe().map(Reader::new).map_err(|e| format!("the portal's own program is not found: {e}"))
    }

    /// The rows of a table that have something in them.
    ///
    /// # Errors
    /// It cannot be read, takes too much memory or time, or the child cannot be started.
    pub async fn read(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<TableRow>, Unreadable> {
        if bytes.len() > LARGEST_FILE {
            return Err(Unreadable::Refused("The file is larger than 5 MB. Split it into several lists".to_owned()));
        }
        let internal = |e: &dyn std::fmt::Display| Unreadable::Internal(format!("portal worker: {e}"));
        let _place = self.gate.acquire().await.map_err(|e| internal(&e))?;
        let job = Job { kind, limits: Limits::default() };
        let mut head = serde_json::to_vec(&job).map_err(|e| internal(&e))?;
        head.push(b'\n');
        let mut child = self.start().map_err(|e| internal(&e))?;
        let answer = timeout(PATIENCE, converse(&mut child, &head, bytes)).await;
        // Ended in every case, and waited for, so that nothing is left behind.
        child.start_kill().ok();
        child.wait().await.ok();
        match answer {
            Ok(Ok(answer)) => rows(&answer),
            Ok(Err(error)) => Err(internal(&error)),
            Err(_) => Err(too_much()),
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
async fn converse(child: &mut Child, head: &[u8], bytes: &[u8]) -> std::io::Result<Vec<u8>> {
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
        output.take(LARGEST_ANSWER).read_to_end(&mut answer).await.map(|_| answer)
    };
    let ((), answer) = tokio::join!(write, read);
    answer
}

/// The rows, if the child came to its end.
fn rows(answer: &[u8]) -> Result<Vec<TableRow>, Unreadable> {
    let mut rows = Vec::new();
    for line in answer.split(|byte| *byte == b'\n') {
        match serde_json::from_slice(line) {
            Ok(Line::Row(row)) => rows.push(row),
            Ok(Line::Done(count)) if count == rows.len() => return Ok(rows),
            Ok(Line::Refused(words)) => return Err(Unreadable::Refused(words)),
            _ => break,
        }
    }
    Err(too_much())
}

fn too_much() -> Unreadable {
    let words = "This file takes more memory or time to read than a packing list needs. Save the list alone as .csv, or paste its rows";
    Unreadable::Refused(words.to_owned())
}
