/**
 * Seeds that found a bug in the engine. A seed stands for the same story only as long as the plans are made in the same
 * way, so a bug of a kind of its own has a broken variant as well.
 *
 * - 36, 295: the patience with a database that is away outlasted the claim, and the request was sent all the same
 * - 41411: a task whose first write was answered late was taken up meanwhile, and its request ended with a 500
 * - 41820: a task whose first write was applied although it seemed to fail was never looked for
 * - 400191: a message was stored by a write that seemed to fail, its fan-out was done meanwhile, and its blob was removed as a rival's
 * - 400557: a success that began before an endpoint's failing and ended in it did not keep it from being disabled
 * - 2111: a request that found its message stored by another at the same moment sent the deliveries that the other had claimed
 * - 60248: the same, when the write of the request had been repeated
 * - 5276: a poll without an iterator found nothing where another process had returned a page that was not acknowledged
 * - 500549: a message was shown again twice, since a write of its resend was applied late, after it had been shown
 */
export const regressions = [36, 295, 41_411, 41_820, 400_191, 400_557, 2111, 60_248, 5276, 500_549]
