/**
 * Tells a device's thread to end, once what it computes is done. One that is ended from outside while it computes takes the
 * process along: ONNX Runtime's binding cannot make its results any more, and throws where nobody catches.
 */
export const endThread = 'end';
