/** An error that the client is told about: Fastify answers with its status and message. */
export class HttpError extends Error {
  statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

export const notFound = () => new HttpError(404, 'Not found');
export const conflict = (message: string) => new HttpError(409, message);
