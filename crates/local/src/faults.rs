//! Faults that a test places in front of the embedded services. The n-th call of an operation is refused or cut, or its answer is an
//! error, late or nonsense. A network has such faults only rarely.
//!
//! A caller signs with the name of its function. The tries of one call share an identifier that the AWS clients send, so a call is
//! counted once for all its tries.

pub(crate) mod proxy;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::watch;

/// A fault of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// No service listens from this call on, until [`Faults::clear`].
    Refused,
    /// The connection is cut before the call took effect.
    CutBefore,
    /// The call takes effect, and the connection is cut before its answer.
    CutAfter,
    /// An error of the service, without effect.
    ServerError,
    /// Too many calls at a time, without effect.
    Throttled,
    /// The call takes effect, and its answer never arrives.
    TooSlow,
    /// The call takes effect, and its answer cannot be read.
    Malformed,
    /// The calling process ends before the call takes effect. Neither this call nor a later one takes effect until [`Faults::clear`].
    KilledBefore,
    /// The calling process ends after the call takes effect. No later call takes effect until [`Faults::clear`].
    KilledAfter,
    /// Another transaction writes the same items. Only DynamoDB gives this answer, and only to writes.
    Contended,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 10] = [
        Fault::Refused,
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::ServerError,
        Fault::Throttled,
        Fault::TooSlow,
        Fault::Malformed,
        Fault::KilledBefore,
        Fault::KilledAfter,
        Fault::Contended,
    ];
}

/// The state of all services together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FailureMode {
    /// The services answer.
    #[default]
    Well,
    /// No service listens.
    Refusing,
    /// The services accept calls and never answer.
    Silent,
}

/// An embedded service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The service of the table.
    Dynamodb,
    /// The service of the scans.
    S3,
    /// The mail service.
    Ses,
}

/// A call with all its tries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The call's number since [`Faults::begin`], from 1.
    pub number: u32,
    /// The function that called.
    pub by: String,
    /// The service.
    pub service: Which,
    /// The operation's name at the service.
    pub operation: String,
    /// The call's number among the calls of this operation by this function, from 1.
    pub nth: u32,
    /// The number of its tries.
    pub tries: u32,
}

impl Call {
    /// Returns whether the call changes data.
    pub fn is_write(&self) -> bool {
        !matches!(
            self.operation.as_str(),
            "GetItem" | "BatchGetItem" | "Query" | "Scan" | "GetObject" | "HeadObject" | "ListObjectsV2"
        )
    }
}

/// A fault for a certain call.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The calling function; `None` is any function.
    pub by: Option<String>,
    /// The operation; `None` is any operation.
    pub operation: Option<String>,
    /// The call's number among these calls since [`Faults::begin`], from 1.
    pub nth: u32,
    /// The fault.
    pub fault: Fault,
    /// The number of tries that fail; the clients try again by themselves.
    pub tries: u32,
}

impl Placed {
    /// A fault for every try of this call.
    pub fn at(call: &Call, fault: Fault) -> Placed {
        Placed {
            by: Some(call.by.clone()),
            operation: Some(call.operation.clone()),
            nth: call.nth,
            fault,
            tries: u32::MAX,
        }
    }

    /// A fault for every try of the n-th call of an operation by any function.
    pub fn nth(operation: &str, nth: u32, fault: Fault) -> Placed {
        Placed { by: None, operation: Some(operation.to_owned()), nth, fault, tries: u32::MAX }
    }

    /// Limits the fault to this number of tries. The next try succeeds.
    pub fn tries(self, tries: u32) -> Placed {
        Placed { tries, ..self }
    }
}

/// The faults of an edition, and the list of its calls.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    plan: Mutex<Plan>,
    failure: watch::Sender<FailureMode>,
    /// One receiver for each proxy: true while the proxy listens.
    listening: Mutex<Vec<watch::Receiver<bool>>>,
}

#[derive(Debug, Default)]
struct Plan {
    calls: Vec<Call>,
    /// The call's place in `calls` and its fault with the failing tries left, by the identifier that its tries share.
    known: HashMap<String, (usize, Option<(Fault, u32)>)>,
    placed: Vec<(Placed, u32)>,
    struck: u32,
    dead: bool,
}

impl Faults {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Places a fault. Its number counts from [`Faults::begin`].
    pub fn place(&self, placed: Placed) {
        self.plan().placed.push((placed, 0));
    }

    /// Empties the list of calls, removes all faults, and lets the services answer.
    pub fn begin(&self) {
        *self.plan() = Plan::default();
        self.be(FailureMode::Well);
    }

    /// Removes all faults, lets the services answer, and keeps the list of calls.
    pub fn clear(&self) {
        let mut plan = self.plan();
        plan.placed.clear();
        plan.known.values_mut().for_each(|(_, fault)| *fault = None);
        plan.dead = false;
        drop(plan);
        self.be(FailureMode::Well);
    }

    /// Sets the state of all services from now on.
    pub fn be(&self, failure: FailureMode) {
        self.0.failure.send_replace(failure);
        // A proxy closes and opens in a task of its own; a call before that would still meet the former state.
        let listening = self.0.listening.lock().unwrap_or_else(PoisonError::into_inner);
        for front in listening.iter() {
            while front.has_changed().is_ok() && *front.borrow() == (failure == FailureMode::Refusing) {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
    }

    /// The calls since [`Faults::begin`], in order.
    pub fn calls(&self) -> Vec<Call> {
        self.plan().calls.clone()
    }

    /// The number of tries that met a placed fault.
    pub fn struck(&self) -> u32 {
        self.plan().struck
    }

    /// Counts a try, and returns its fault.
    fn meet(&self, service: Which, by: &str, operation: &str, call: Option<&str>) -> Option<Fault> {
        let mut plan = self.plan();
        let plan = &mut *plan;
        let call = call.map_or_else(|| format!("alone-{}", plan.calls.len()), str::to_owned);
        if !plan.known.contains_key(&call) {
            let before = plan.calls.iter().filter(|known| known.by == by && known.operation == operation);
            let nth = before.count() as u32 + 1;
            let number = plan.calls.len() as u32 + 1;
            let mut fault = None;
            for (placed, seen) in &mut plan.placed {
                let of = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|one| one == is);
                if of(&placed.by, by) && of(&placed.operation, operation) {
                    *seen += 1;
                    if *seen == placed.nth {
                        fault = Some((placed.fault, placed.tries));
                    }
                }
            }
            plan.calls.push(Call {
                number,
                by: by.to_owned(),
                service,
                operation: operation.to_owned(),
                nth,
                tries: 0,
            });
            plan.known.insert(call.clone(), (plan.calls.len() - 1, fault));
        }
        let (at, fault) = plan.known.get_mut(&call)?;
        if let Some(call) = plan.calls.get_mut(*at) {
            call.tries += 1;
        }
        if plan.dead {
            return Some(Fault::CutBefore);
        }
        let (fault, left) = fault.as_mut().filter(|(_, left)| *left > 0)?;
        *left -= 1;
        plan.struck += 1;
        match *fault {
            Fault::KilledBefore | Fault::KilledAfter => plan.dead = true,
            Fault::Refused => drop(self.0.failure.send_replace(FailureMode::Refusing)),
            _ => {}
        }
        Some(*fault)
    }
}
