//! A browser as far as measuring needs one: one connection that is kept, one cookie, and a time for every answer.

use crate::Result;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    address: SocketAddr,
    cookie: String,
    stream: Option<BufReader<TcpStream>>,
}

pub struct Reply {
    pub status: u16,
    pub location: String,
    pub cookies: Vec<String>,
    pub body: String,
    /// Until the first byte of the answer.
    pub first: Duration,
    /// Until the last.
    pub whole: Duration,
}

impl Client {
    pub fn new(address: SocketAddr, cookie: &str) -> Self {
        Client { address, cookie: cookie.to_owned(), stream: None }
    }

    /// As a browser would send it.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn get(&mut self, path: &str) -> Result<Reply> {
        self.send("GET", path, "", "", true)
    }

    /// What it holds is counted and thrown away: an export is larger than our memory should become.
    pub fn download(&mut self, path: &str) -> Result<(Reply, usize)> {
        let reply = self.send("GET", path, "", "", false)?;
        let length = reply.body.parse()?;
        Ok((reply, length))
    }

    /// Sends a form that stands on `page`.
    pub fn post(&mut self, page: &str, path: &str, form: &[(String, String)]) -> Result<Reply> {
        let pairs: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let origin = format!("http://{}", self.address);
        let headers = format!(
            "Origin: {origin}\r\nReferer: {origin}{page}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        );
        self.send("POST", path, &headers, &pairs.join("&"), true)
    }

    fn send(&mut self, method: &str, path: &str, headers: &str, body: &str, keep: bool) -> Result<Reply> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nCookie: {}\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            self.address,
            self.cookie,
            body.len()
        );
        let kept = self.stream.is_some();
        match self.exchange(&request, keep) {
            // A connection that was kept may have been closed meanwhile; a form is not sent twice on a guess.
            Err(_) if kept && method == "GET" => self.exchange(&request, keep),
            answer => answer,
        }
        .map_err(|error| format!("{method} {path}: {error}").into())
    }

    fn exchange(&mut self, request: &str, keep: bool) -> Result<Reply> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                BufReader::with_capacity(1 << 16, stream)
            }
        };
        let begun = Instant::now();
        stream.get_mut().write_all(request.as_bytes())?;
        stream.fill_buf()?;
        let first = begun.elapsed();
        let head = Head::read(&mut stream)?;
        let mut body = Body { bytes: Vec::new(), length: 0, keep };
        match head.length {
            _ if head.status == 304 || head.status == 204 => {}
            Some(length) => body.take(&mut stream, length)?,
            None => body.take_chunks(&mut stream)?,
        }
        let whole = begun.elapsed();
        if !head.closes {
            self.stream = Some(stream);
        }
        let body = if keep { String::from_utf8_lossy(&body.bytes).into_owned() } else { body.length.to_string() };
        Ok(Reply { status: head.status, location: head.location, cookies: head.cookies, body, first, whole })
    }
}

#[derive(Default)]
struct Head {
    status: u16,
    length: Option<usize>,
    location: String,
    cookies: Vec<String>,
    closes: bool,
}

impl Head {
    fn read(stream: &mut BufReader<TcpStream>) -> Result<Self> {
        let mut head = Head::default();
        let mut line = String::new();
        stream.read_line(&mut line)?;
        head.status = line.split(' ').nth(1).ok_or("not an HTTP answer")?.parse()?;
        loop {
            line.clear();
            stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { return Ok(head) };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = Some(value.parse()?),
                "location" => value.clone_into(&mut head.location),
                "set-cookie" => head.cookies.extend(value.split(';').next().map(str::to_owned)),
                "connection" => head.closes = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
    }
}

struct Body {
    bytes: Vec<u8>,
    length: usize,
    keep: bool,
}

impl Body {
    fn take(&mut self, stream: &mut BufReader<TcpStream>, mut left: usize) -> Result<()> {
        let mut part = [0; 1 << 14];
        while left > 0 {
            let most = left.min(part.len());
            let read = stream.read(&mut part[..most])?;
            if read == 0 {
                return Err("the answer was cut off".into());
            }
            if self.keep {
                self.bytes.extend_from_slice(&part[..read]);
            }
            self.length += read;
            left -= read;
        }
        Ok(())
    }

    fn take_chunks(&mut self, stream: &mut BufReader<TcpStream>) -> Result<()> {
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end().split(';').next().unwrap_or_default(), 16)?;
            self.take(stream, length)?;
            line.clear();
            stream.read_line(&mut line)?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}

pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
