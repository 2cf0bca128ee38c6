import { problemNote } from "../note/ProblemNote";
import { BeginButton, type BeginProps } from "./BeginButton";

/** A button that begins a filing, with the note of a problem above it. */
export const Begin = (props: BeginProps) => <BeginButton {...props} problemNote={problemNote} />;
