/** What takes longer than a request. Every output of this version is made while it is asked for, so there is no job to carry out. */
export const handler = async (event: { job: string }): Promise<never> => {
  throw new Error(`there is no job ${event.job}`)
}
