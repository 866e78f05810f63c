/** One contestant in a page of its own: the functions that the coordinating process calls here. */
import { answering } from './answers.js';

let answer;

globalThis.begin = async (contestant) => {
  answer = await answering(contestant);
};
globalThis.answer = (question) => answer(question);
