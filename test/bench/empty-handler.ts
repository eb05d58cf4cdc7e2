// What Node and AWS's runtime client take by themselves.
export const handler = async () => ({ statusCode: 200, body: '' })
