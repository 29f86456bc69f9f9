//! Pictures that come in: photos of what arrived, and scans.
//!
//! What is kept is never what was sent. A picture is decoded and drawn anew as a JPEG without anything that does not show:
//! no place, no camera, no thumbnail of another picture, and nothing that a second program could read in the same file. It
//! happens in a confined child (see [`crate::confined`]), because decoders are where hostile pictures do their work.

mod redraw;
mod whole;

use std::{io::Write, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::confined::{Confined, Job, Unreadable, Work};

/// The largest file that is read, in bytes: what a telephone of 64 megapixels writes.
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;
/// The longest side of what is kept, in pixels.
pub const LONGEST_SIDE: u32 = 1_600;
/// The largest picture that is decoded, in pixels: 64 megapixels as makers count them (9,248 × 6,936), what telephones make at
/// most when nobody asks for more.
const MOST_PIXELS: u64 = 64 * 1024 * 1024;
/// Bytes of address space of the child: the largest picture, and the decoder's own.
const MEMORY: u64 = 768 * 1024 * 1024;
const CPU_SECONDS: u64 = 8;
/// Bytes of an answer. 1,600 × 1,600 pixels of noise are less.
const LARGEST_ANSWER: u64 = 8 * 1024 * 1024;

/// A picture as it is kept: a JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub jpeg: Vec<u8>,
}

/// The first line that comes out of the child; the bytes of the JPEG follow.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
enum Head {
    Drawn {
        width: u32,
        height: u32,
        bytes: usize,
    },
    /// Why there is no picture, in words for a person.
    Refused(String),
}

/// Draws pictures anew in children of this program.
#[derive(Clone, Debug)]
pub struct Pictures(Confined);

impl Pictures {
    /// `program` answers to `worker` with [`crate::confined::child::run`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Pictures(Confined::new(program))
    }

    /// Children of the program that is running.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub fn own() -> Result<Self, String> {
        Confined::own().map(Pictures)
    }

    /// The picture in these bytes (JPEG, PNG or WebP by content), upright, at most [`LONGEST_SIDE`] pixels long.
    ///
    /// # Errors
    /// It is no picture or not a whole one, is too large, hides something else, or the child cannot be started.
    pub async fn redraw(&self, bytes: &[u8]) -> Result<Picture, Unreadable> {
        if bytes.len() > LARGEST_FILE {
            return Err(Unreadable::Refused(
                "The picture is larger than 20 MB. Take it with a lower resolution".to_owned(),
            ));
        }
        // Most of what is no picture needs no child to be told so.
        whole::check(bytes).map_err(Unreadable::Refused)?;
        let job = Job { work: Work::Picture, input: LARGEST_FILE as u64, memory: MEMORY, cpu_seconds: CPU_SECONDS };
        let answer = self.0.ask(&job, bytes, LARGEST_ANSWER).await?;
        answer.and_then(|answer| read(&answer)).unwrap_or_else(|| Err(too_much()))
    }
}

/// `None`: the child died before it came to its end.
fn read(answer: &[u8]) -> Option<Result<Picture, Unreadable>> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (head, jpeg) = (serde_json::from_slice(&answer[..end]).ok()?, &answer[end + 1..]);
    match head {
        Head::Drawn { width, height, bytes } if bytes == jpeg.len() => {
            Some(Ok(Picture { width, height, jpeg: jpeg.to_vec() }))
        }
        Head::Drawn { .. } => None,
        Head::Refused(words) => Some(Err(Unreadable::Refused(words))),
    }
}

fn too_much() -> Unreadable {
    let words = "This picture takes more memory or time to read than a photo needs. Take a new photo";
    Unreadable::Refused(words.to_owned())
}

/// The child's answer.
pub(crate) fn answer(bytes: &[u8], output: &mut impl Write) -> Result<(), String> {
    let drawn = whole::check(bytes).and_then(|format| redraw::redraw(bytes, format));
    let (head, jpeg) = match drawn {
        Ok(Picture { width, height, jpeg }) => (Head::Drawn { width, height, bytes: jpeg.len() }, jpeg),
        Err(words) => (Head::Refused(words), Vec::new()),
    };
    let head = serde_json::to_string(&head).map_err(|e| e.to_string())?;
    writeln!(output, "{head}").and_then(|()| output.write_all(&jpeg)).map_err(|e| e.to_string())
}
