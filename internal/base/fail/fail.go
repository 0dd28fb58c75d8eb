// Package fail is the one error type that crosses packages: what went wrong, whose fault it is, and how to mend it.
//
// An Error is made where the meaning is known and passed up with %w. The HTTP edge turns it into problem+json by its
// Kind; users read Text and the article, operators read the whole chain. It does not log and holds no stack.
package fail

import (
	"errors"
	"fmt"

	"anlan/internal/base/lang"
)

// Kind says whose fault an error is; it decides the HTTP status and whether a repeat can help.
type Kind string

// The kinds of failure.
const (
	KindInvalid     Kind = "invalid"     // the input is wrong: 400
	KindDenied      Kind = "denied"      // the person may not: 403
	KindNotFound    Kind = "not-found"   // there is no such thing, or it is not the person's to see: 404
	KindConflict    Kind = "conflict"    // somebody else was first: 409
	KindIllegal     Kind = "illegal"     // a rule of law or procedure forbids it: 422
	KindLimited     Kind = "limited"     // too many requests: 429
	KindUnavailable Kind = "unavailable" // try again later: 503
	KindInternal    Kind = "internal"    // our fault: 500
)

// Error is a failure with a meaning. Code is a stable dotted noun for programs ("signal.alarm.reason-missing");
// Text is a sentence for the person, in both languages; Field is the JSON path of the input at fault; Law and Article
// name the rule that refuses.
type Error struct {
	Kind    Kind
	Code    string
	Text    lang.Text
	Field   string
	Law     string
	Article string
	Rule    string // the rule of a procedure that refuses, for programs and records
	Err     error
}

func (e *Error) Error() string {
	s := e.Code + ": " + e.Text.En
	if e.Text.En == "" {
		s = e.Code + ": " + e.Text.Zh
	}
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Article != "" {
		s += fmt.Sprintf(" [%s %s]", e.Law, e.Article)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// At returns a copy that names the field at fault, as a JSON path.
func (e *Error) At(field string) *Error { c := *e; c.Field = field; return &c }

// Under returns a copy that names the law and article that refuse.
func (e *Error) Under(law, article string) *Error {
	c := *e
	c.Law, c.Article = law, article
	return &c
}

// By returns a copy that names the rule that refuses.
func (e *Error) By(rule string) *Error { c := *e; c.Rule = rule; return &c }

// Because returns a copy that wraps the cause.
func (e *Error) Because(err error) *Error { c := *e; c.Err = err; return &c }

func made(k Kind, code, zh, en string) *Error {
	return &Error{Kind: k, Code: code, Text: lang.T(zh, en)}
}

// Invalid says that the input is wrong.
func Invalid(code, zh, en string) *Error { return made(KindInvalid, code, zh, en) }

// Denied says that the person may not do this.
func Denied(code, zh, en string) *Error { return made(KindDenied, code, zh, en) }

// NotFound says that there is no such thing, or that it lies outside the person's scope; the two look the same.
func NotFound(code, zh, en string) *Error { return made(KindNotFound, code, zh, en) }

// Conflict says that the thing changed meanwhile, or that somebody else was first.
func Conflict(code, zh, en string) *Error { return made(KindConflict, code, zh, en) }

// Illegal says that a rule of law or procedure forbids it; add the article with Under.
func Illegal(code, zh, en string) *Error { return made(KindIllegal, code, zh, en) }

// Limited says that the caller asks too often.
func Limited(code, zh, en string) *Error { return made(KindLimited, code, zh, en) }

// Unavailable says that it cannot be done now and that a repeat may succeed.
func Unavailable(code, zh, en string) *Error { return made(KindUnavailable, code, zh, en) }

// Internal says that the fault is ours.
func Internal(code, zh, en string) *Error { return made(KindInternal, code, zh, en) }

// KindOf returns the kind of the first Error in err's chain, and KindInternal for any other error.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindInternal
}

// As returns the first Error in err's chain, or nil.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}
