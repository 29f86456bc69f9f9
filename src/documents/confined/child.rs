//! The child's side: confines itself, reads one job from its input, writes the answer, ends.

use std::io::{BufRead, BufWriter, Read, Write};

use super::{Job, Work};
use crate::{papers, pictures, table_in};

/// Reads the job on `input` and writes the answer to `output`.
///
/// # Errors
/// The pipes break, or the job is not one: nobody is there to be told.
pub fn run(mut input: impl BufRead, output: impl Write) -> Result<(), String> {
    let mut first = String::new();
    input.read_line(&mut first).map_err(|e| e.to_string())?;
    let job: Job = serde_json::from_str(&first).map_err(|e| e.to_string())?;
    confine(&job)?;
    let mut bytes = Vec::new();
    input.take(job.input + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    if bytes.len() as u64 > job.input {
        return Err("more bytes than the job says".to_owned());
    }
    let mut output = BufWriter::new(output);
    match job.work {
        Work::Table { kind, how, limits } => table_in::answer(kind, &how, bytes, limits, &mut output)?,
        Work::Picture => pictures::answer(&bytes, &mut output)?,
        Work::Paper => papers::answer(&bytes, &mut output)?,
    }
    output.flush().map_err(|e| e.to_string())
}

/// Nothing that follows can take more than this, whatever the file says: an allocation beyond it ends this process and no
/// other. Files cannot be written, and no core is left behind.
#[cfg(target_os = "linux")]
fn confine(job: &Job) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let all = [
        (Resource::As, job.memory),
        (Resource::Cpu, job.cpu_seconds),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, 16),
    ];
    for (resource, most) in all {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Elsewhere only the parent's clock ends a job that takes too long.
#[cfg(not(target_os = "linux"))]
fn confine(_job: &Job) -> Result<(), String> {
    Ok(())
}
