"""The record of patients as FHIR R4 and back: one module a resource, both ways in each.

Plain objects of the domain go in, and JSON values come out; nothing here knows the practice.
"""
