//! Running other programs: aloud, for their output, or for a look at each line that they print.

use crate::Result;
use std::{
    io::{BufRead, BufReader, Write, stdout},
    path::Path,
    process::{Command, Stdio},
};

/// Runs with our own terminal; an exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", text(command)).into()) }
}

/// What it prints; its messages come along in the error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` ended with {}\n{}", text(command), output.status, messages.trim_end()).into())
}

/// What it prints, while its messages go to our terminal as they come.
pub fn output_aloud(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    let told = String::from_utf8(output.stdout)?;
    if output.status.success() {
        Ok(told)
    } else {
        Err(format!("`{}` ended with {}", text(command), output.status).into())
    }
}

/// True when it ended with 0, and everything that it printed: of several at once each is read as a whole.
pub fn captured(command: &mut Command) -> Result<(bool, String)> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    let told = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&told).into_owned()))
}

/// Passes what it prints on, and shows each line to `look`. True when it ended with 0.
pub fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<bool> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    if let Some(out) = child.stdout.take() {
        let mut reader = BufReader::new(out);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            stdout().write_all(&line)?;
            look(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    Ok(child.wait()?.success())
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("could not start `{}`: {error}", text(command))
}

fn text(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(program.as_os_str()).to_string_lossy()];
    words.extend(command.get_args().map(|word| word.to_string_lossy()));
    words.join(" ")
}
