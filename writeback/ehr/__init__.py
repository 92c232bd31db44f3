"""What leaves to a health record: the FHIR R4 bundle, the outbox, and the connectors.

In: a `SignedNote` with its `Entry`, through `put_in_outbox`. Out: deliveries to each `Connector`,
retried until taken, or dead letters that a person sees and sends again. Errors: `DeliveryFailed`
(tried again) and `DeliveryRefused` (given up) of `writeback.errors`.
"""
