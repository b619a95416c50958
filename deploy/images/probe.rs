//! The health check of the images, because their bases have neither a shell nor curl: asks the process in the same
//! container by HTTP, and succeeds if the response is a 200.
//!
//!     probe VARIABLE PATH        VARIABLE holds the address that the process listens on, as in API_BIND=0.0.0.0:8080

use std::{
    env,
    error::Error,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

/// Less than the time-out of the images' HEALTHCHECK, for connecting, writing and reading together.
const LIMIT: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    match probe() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn probe() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(variable), Some(path)) = (arguments.next(), arguments.next()) else {
        return Err("probe VARIABLE PATH".into());
    };
    let mut address: SocketAddr = env::var(&variable).map_err(|error| format!("{variable}: {error}"))?.parse()?;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_write_timeout(Some(LIMIT))?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut status = [0; "HTTP/1.1 200".len()];
    stream.read_exact(&mut status)?;
    if &status == b"HTTP/1.1 200" { Ok(()) } else { Err(String::from_utf8_lossy(&status).into()) }
}
