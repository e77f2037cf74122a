use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::plan::{Hosts, Options};
use crate::site::{BaseUrl, Home, Overrides, Site};

/// How many ports are tried before the system chooses one.
const TRIES: u16 = 100;

/// A port that is open, by its number: that of the host it leads to.
#[derive(Debug)]
pub struct Door {
    pub(super) number: usize,
    pub(super) listener: TcpListener,
}

/// The ports that a site's hosts are found at, one for each: addresses on a port of their own work in every browser without settings.
#[derive(Debug)]
pub struct Doors {
    ip: IpAddr,
    first: u16,
    open: Mutex<Vec<SocketAddr>>,
    opened: UnboundedSender<Door>,
}

impl Doors {
    /// Opens the first of them: at a port, or the next one that is free. Those that open give their listeners to the server.
    ///
    /// # Errors
    ///
    /// No port of this machine can be opened at the address.
    pub fn open(ip: IpAddr, port: u16) -> io::Result<(Self, UnboundedReceiver<Door>)> {
        let (opened, openings) = unbounded_channel();
        let doors = Self { ip, first: port, open: Mutex::default(), opened };
        doors.open_up_to(1)?;
        Ok((doors, openings))
    }

    /// Where they are.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.all().clone()
    }

    /// The origin that leads to a host, as a browser on this machine writes it.
    pub fn origin(&self, number: usize) -> Option<String> {
        let address = *self.all().get(number)?;
        let ip = match address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        Some(format!("http://{}", SocketAddr::new(ip, address.port())))
    }

    /// Whether only this machine can come in.
    pub(super) fn is_loopback(&self) -> bool {
        self.ip.is_loopback()
    }

    /// How a site is seen through them. One host is seen as it is published. Several lead to each other by absolute addresses: there each
    /// gets that of its door.
    pub(super) fn seen(&self, site: &Site, asked: &Options) -> Options {
        let hosts = Hosts::of(site);
        let origins: Vec<String> = hosts.iter().map(|(_, host)| host.base.origin()).collect();
        if origins.len() < 2 || self.open_up_to(origins.len()).is_err() {
            return asked.clone();
        }
        let local = |url: &BaseUrl| {
            let number = origins.iter().position(|origin| *origin == url.origin())?;
            BaseUrl::new(&format!("{}{}", self.origin(number)?, url.base_path())).ok()
        };
        let of_audience = |audience: &crate::site::Audience| match &audience.home {
            Home::Host(url) => Some((audience.id.clone(), local(url)?)),
            Home::Path(_) => None,
        };
        let hosts = site.audiences.iter().filter_map(of_audience).collect();
        let url = local(&site.file.url).or_else(|| asked.overrides.url.clone());
        Options { overrides: Overrides { url, hosts, ..asked.overrides.clone() }, ..asked.clone() }
    }

    fn open_up_to(&self, count: usize) -> io::Result<()> {
        let mut open = self.all();
        while open.len() < count {
            let from = open.last().map_or(self.first, |last| last.port().saturating_add(1));
            let listener = bind(self.ip, from)?;
            listener.set_nonblocking(true)?;
            let number = open.len();
            open.push(listener.local_addr()?);
            // A server that is gone needs no listener.
            let _ = self.opened.send(Door { number, listener });
        }
        Ok(())
    }

    fn all(&self) -> MutexGuard<'_, Vec<SocketAddr>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bind(ip: IpAddr, port: u16) -> io::Result<TcpListener> {
    let wanted = (port..=port.saturating_add(TRIES)).chain([0]);
    let mut result = Err(io::ErrorKind::AddrInUse.into());
    for port in wanted {
        result = TcpListener::bind((ip, port));
        match &result {
            // Some systems keep ranges of ports for themselves.
            Err(error) if matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied) => {}
            _ => break,
        }
    }
    result
}
