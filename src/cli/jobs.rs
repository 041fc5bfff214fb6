//! Work on several threads with results in the order of the work, and bounded memory.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Runs `work` on everything that `feed` emits, on `threads` threads, and hands the results to
/// `done` in the order of emission. Worker k takes every k-th piece, so at most two pieces and two
/// results per thread wait at any time. `done` ends the run by an error; `emit` returns false then.
pub(super) fn run<J: Send, R: Send, E>(
    threads: usize,
    feed: impl FnOnce(&mut dyn FnMut(J) -> bool) + Send,
    work: impl Fn(J) -> R + Sync,
    mut done: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        let mut result = Ok(());
        feed(&mut |job| {
            result = done(work(job));
            result.is_ok()
        });
        return result;
    }
    thread::scope(|scope| {
        let mut jobs: Vec<SyncSender<J>> = Vec::new();
        let mut results: Vec<Receiver<R>> = Vec::new();
        for _ in 0..threads {
            let (job_sender, job_receiver) = sync_channel::<J>(1);
            let (result_sender, result_receiver) = sync_channel::<R>(1);
            jobs.push(job_sender);
            results.push(result_receiver);
            let work = &work;
            scope.spawn(move || {
                for job in job_receiver {
                    if result_sender.send(work(job)).is_err() {
                        break;
                    }
                }
            });
        }
        scope.spawn(move || {
            let mut next = jobs.iter().cycle();
            feed(&mut |job| next.next().is_some_and(|worker| worker.send(job).is_ok()));
        });
        // The first worker without a further result has had the last piece before it.
        for receiver in results.iter().cycle() {
            let Ok(result) = receiver.recv() else {
                return Ok(());
            };
            done(result)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [1, 2, 3, 8] {
            let mut squares = Vec::new();
            let feed = |emit: &mut dyn FnMut(u64) -> bool| (0..100).for_each(|n| assert!(emit(n)));
            let done = |square| {
                squares.push(square);
                Ok::<(), ()>(())
            };
            run(threads, feed, |n| n * n, done).expect("no error");
            assert!(
                squares.iter().copied().eq((0..100).map(|n| n * n)),
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
                run(threads, feed, |n| n, done),
                Err("full"),
                "{threads} threads"
            );
        }
    }
}
