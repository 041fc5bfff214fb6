//! Work on several threads with results in the order of the work, and bounded memory.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, Scope};

/// Pieces of work go to the threads in batches of so many bytes,
const BATCH_BYTES: u64 = 128 << 10;

/// or so many pieces: to wake a thread takes as long as to check a short mail.
const BATCH: usize = 16;

/// Batches that a thread has at a time: one at work, one waiting.
const AHEAD: usize = 2;

/// Runs `work` on everything that `feed` emits, on `threads` threads, and hands the results to
/// `done` in the order of emission. `size` tells the bytes of a piece. `done` ends the run by an
/// error; `emit` returns false then.
pub(super) fn run<J: Send, R: Send, E>(
    threads: usize,
    size: impl Fn(&J) -> u64,
    feed: impl FnOnce(&mut dyn FnMut(J) -> bool),
    work: impl Fn(J) -> R + Sync,
    mut done: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let mut result = Ok(());
    if threads <= 1 {
        feed(&mut |job| {
            result = done(work(job));
            result.is_ok()
        });
        return result;
    }
    thread::scope(|scope| {
        let mut crew = Crew::default();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        feed(&mut |job| {
            // Only now: what makes a single batch is done without other threads.
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                crew.begin(threads, &work, scope);
                result = crew.give(std::mem::take(&mut batch), &mut done);
                bytes = 0;
            }
            bytes += size(&job);
            batch.push(job);
            result.is_ok()
        });
        result?;
        let rest: Vec<R> = batch.into_iter().map(&work).collect();
        crew.finish(&mut done)?;
        rest.into_iter().try_for_each(done)
    })
}

/// The threads: batch k goes to every k-th of them.
struct Crew<J, R> {
    workers: Vec<Worker<J, R>>,
    /// Batches that were handed out, and those whose results have come back.
    given: usize,
    taken: usize,
}

struct Worker<J, R> {
    batches: Sender<Vec<J>>,
    results: Receiver<Vec<R>>,
}

impl<J, R> Default for Crew<J, R> {
    fn default() -> Self {
        Crew {
            workers: Vec::new(),
            given: 0,
            taken: 0,
        }
    }
}

impl<J: Send, R: Send> Crew<J, R> {
    /// Starts the threads, unless they run.
    fn begin<'scope>(
        &mut self,
        threads: usize,
        work: &'scope (impl Fn(J) -> R + Sync),
        scope: &'scope Scope<'scope, '_>,
    ) where
        J: 'scope,
        R: 'scope,
    {
        while self.workers.len() < threads {
            let (batches, to_do) = channel::<Vec<J>>();
            let (done, results) = channel();
            self.workers.push(Worker { batches, results });
            scope.spawn(move || {
                for batch in to_do {
                    if done.send(batch.into_iter().map(work).collect()).is_err() {
                        break;
                    }
                }
            });
        }
    }

    /// Hands out a batch, and to `done` what has come back. Waits for a thread that has enough.
    fn give<E>(
        &mut self,
        batch: Vec<J>,
        done: &mut impl FnMut(R) -> Result<(), E>,
    ) -> Result<(), E> {
        while self.take(self.given - self.taken >= AHEAD * self.workers.len(), done)? {}
        let worker = &self.workers[self.given % self.workers.len()];
        let given = worker.batches.send(batch);
        given.expect("a thread ends after its work");
        self.given += 1;
        Ok(())
    }

    /// Waits for all that was handed out.
    fn finish<E>(&mut self, done: &mut impl FnMut(R) -> Result<(), E>) -> Result<(), E> {
        while self.take(true, done)? {}
        Ok(())
    }

    /// Hands the next results to `done`; false if there are none, or none yet.
    fn take<E>(
        &mut self,
        waits: bool,
        done: &mut impl FnMut(R) -> Result<(), E>,
    ) -> Result<bool, E> {
        if self.taken == self.given {
            return Ok(false);
        }
        let worker = &self.workers[self.taken % self.workers.len()];
        let results = match waits {
            true => worker.results.recv().expect("a thread answers every batch"),
            false => match worker.results.try_recv() {
                Ok(results) => results,
                Err(_) => return Ok(false),
            },
        };
        self.taken += 1;
        results.into_iter().try_for_each(done)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 3, 8] {
            let mut squares = Vec::new();
            let feed = |emit: &mut dyn FnMut(u64) -> bool| (0..500).for_each(|n| assert!(emit(n)));
            let done = |square| {
                squares.push(square);
                Ok::<(), ()>(())
            };
            let size = |&n: &u64| n * 2_000;
            run(threads, size, feed, |n| n * n, done).expect("no error");
            assert!(
                squares.iter().copied().eq((0..500).map(|n| n * n)),
                "{threads} threads"
            );
        }
    }

    #[test]
    fn an_error_ends_the_run() {
        for threads in [1, 2, 8] {
            let mut count = 0;
            let feed = |emit: &mut dyn FnMut(u64) -> bool| {
                let mut n = 0;
                while emit(n) {
                    n += 1;
                }
            };
            let done = |_| {
                count += 1;
                if count == 10 { Err("full") } else { Ok(()) }
            };
            assert_eq!(
                run(threads, |_| 1, feed, |n| n, done),
                Err("full"),
                "{threads} threads"
            );
        }
    }
}
