//! The child's side: confines itself, reads one job from its input, writes rows, ends.

use std::io::{BufRead, BufWriter, Read, Write};

use super::{Job, Kind, LARGEST_FILE, Limits, Line, TableRow, text, xlsx};

/// Reads the job on `input` and writes the answer to `output`.
///
/// # Errors
/// The pipes break, or the job is not one: nobody is there to be told.
pub fn run(mut input: impl BufRead, output: impl Write) -> Result<(), String> {
    let mut first = String::new();
    input.read_line(&mut first).map_err(|e| e.to_string())?;
    let job: Job = serde_json::from_str(&first).map_err(|e| e.to_string())?;
    confine(job.limits)?;
    let mut bytes = Vec::new();
    input.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
    let mut output = BufWriter::new(output);
    let mut write = |line: &Line| -> Result<(), String> {
        let line = serde_json::to_string(line).map_err(|e| e.to_string())?;
        writeln!(output, "{line}").map_err(|e| e.to_string())
    };
    match read(job.kind, bytes, job.limits) {
        Ok(rows) => {
            let count = rows.len();
            for row in rows {
                write(&Line::Row(row))?;
            }
            write(&Line::Done(count))?;
        }
        Err(words) => write(&Line::Refused(words))?,
    }
    output.flush().map_err(|e| e.to_string())
}

fn read(kind: Kind, bytes: Vec<u8>, limits: Limits) -> Result<Vec<TableRow>, String> {
    if bytes.len() > LARGEST_FILE {
        return Err("The file is larger than 5 MB".to_owned());
    }
    match kind {
        Kind::Xlsx => xlsx::read(bytes, limits),
        Kind::Csv => text::read(&bytes, limits),
    }
}

/// Nothing that follows can take more than this, whatever the file says: an allocation beyond it ends this process and no
/// other. Files cannot be written, and no core is left behind.
#[cfg(target_os = "linux")]
fn confine(limits: Limits) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let all = [
        (Resource::As, limits.memory),
        (Resource::Cpu, limits.cpu_seconds),
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
fn confine(_limits: Limits) -> Result<(), String> {
    Ok(())
}
