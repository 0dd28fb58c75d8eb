// Package casetest plays .case scripts (package script) against a real engine, and holds what they say must be so.
package casetest

import "anlan/internal/engine/procedure/script"

// Script is one parsed scenario.
type Script = script.Script

// Step is one line of a script.
type Step = script.Step

// Refuse is how a step is refused.
type Refuse = script.Refuse

// Field is one filled field of a form, by its Chinese title.
type Field = script.Field

// The verbs of scripts.
const (
	Do      = script.Do
	Sign    = script.Sign
	SignAll = script.SignAll
	Watch   = script.Watch
	Upload  = script.Upload
	Answer  = script.Answer
	Must    = script.Must
)

// Read parses the script of a file.
func Read(file string) (Script, error) { return script.Read(file) }
