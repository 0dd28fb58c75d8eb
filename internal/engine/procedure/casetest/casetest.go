// Package casetest plays .case scripts (package script) against a real engine, and holds what they say must be so.
package casetest

import "anlan/internal/engine/procedure/script"

// What scripts are made of.
type (
	Script = script.Script
	Step   = script.Step
	Refuse = script.Refuse
	Field  = script.Field
)

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
