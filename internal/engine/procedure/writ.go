package procedure

import (
	"context"

	"anlan/internal/base/document"
	"anlan/internal/base/lang"
)

// Writ is a kind of document that acts of a procedure make.
type Writ struct {
	Name  string
	Title lang.Text
	// Code is the word for its kind in numbers: 罚告 in 沈应急罚告〔2026〕12号. Empty for papers without a number of their own.
	Code string
	// After are the writs of which one at least must have been issued in the case before; a comma joins alternatives.
	After []string
	// Only narrows when it is made; nil for always.
	Only func(t *Turn) bool
	// Served says that the party must get it, with a receipt.
	Served bool
	Basis  Basis
	// Make renders it from the case. It is called after Do, with the case as it will be.
	Make func(ctx context.Context, t *Turn, n Numbered) (document.Doc, error)
}

// Numbered is what the engine gives a writ: its number ("" when its kind has none) and the organ that issues it.
type Numbered struct {
	Number string
	Organ  Organ
}

// Organ is an authority that issues writs.
type Organ struct {
	Key   string // stable, part of the numbering: the area code
	Name  string // 沈阳市应急管理局
	Short string // 沈应急
	// Pattern is how it writes its numbers.
	Pattern document.Pattern
}
