/** The error, or the text that was accepted as the body. */
export async function outcomeOf(answer: Promise<{ readonly text: string }>): Promise<unknown> {
  try {
    return (await answer).text;
  } catch (error) {
    return error;
  }
}
