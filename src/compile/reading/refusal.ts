/** Why a model is not taken. Inside the reader only: `inspectModel` makes the error that a person sees of it. */
export class Refusal extends Error {}
