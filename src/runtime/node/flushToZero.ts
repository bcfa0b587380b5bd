import type { InferenceSession } from 'onnxruntime-common';

// ONNX Runtime computes in the threads of a session's pool, which do as the session's option says, and in the thread that
// calls it, which does as the first session of the whole process said, if that was made there. (inference_session.cc: a
// `std::call_once` around `SetDenormalAsZero`.) A thread takes the mode over from the one that starts it. So that all
// threads of an engine agree, devices are opened in threads that one thread starts in which the first session was made
// (`rootThread.ts`), and a session's option is what its own thread is found to do.

/** The option of a session by which its pool's threads count numbers below 2⁻¹²⁶ as 0. */
export const sessionFlush = (isOn: boolean): InferenceSession.SessionOptions => ({
  extra: { session: { set_denormal_as_zero: isOn ? '1' : '0' } },
});

const tiny = Float64Array.of(1e-300, 1e-10);

/** Whether this thread counts them as 0: its doubles show it too, those below 2⁻¹⁰²². */
export const isFlushing = (): boolean => tiny[0]! * tiny[1]! === 0;
