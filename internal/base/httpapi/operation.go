// Package httpapi is the HTTP edge: declared operations become routes, OpenAPI 3.1 and permission checks.
//
// An Operation is a value: method, path, permission and a typed handler. Get handlers read; Post handlers get one
// transaction, in which everything they do stands or falls, and which honours Idempotency-Key: the same key from the
// same person with the same input does nothing twice and gets the first answer again. Errors leave as problem+json
// (RFC 9457) made from fail.Error in the caller's language. Events streams the bus to browsers, filtered by what each
// person may see. The package knows no business noun; routes are declared by the systems.
package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"anlan/internal/base/store"
)

// Words in the place of a permission.
const (
	Public   = "public"    // no session needed
	SignedIn = "signed-in" // any session
)

// Operation is one route under /api.
type Operation struct {
	Method      string
	Path        string // under /api, with {parameters}
	Permission  string // a declared permission, Public or SignedIn
	Summary     string
	Description string
	MaxBody     int64  // bytes; 0 is 1 MiB
	Status      int    // of success; 0 is the default of the method
	Media       string // of the answer when it is not JSON, for OpenAPI
	Body        string // media type of a body that the handler reads as it comes (IncomingOf)
	system      string // who declared it
	mount       func(s *Server, o Operation, h huma.Operation)
}

// Doc adds the line and the paragraph that OpenAPI shows.
func (o Operation) Doc(summary, description string) Operation {
	o.Summary, o.Description = summary, description
	return o
}

// Limit sets the largest request body in bytes.
func (o Operation) Limit(bytes int64) Operation { o.MaxBody = bytes; return o }

// Returns says of which media type the answer is, for operations that answer with Bytes or Tagged.
func (o Operation) Returns(media string) Operation { o.Media = media; return o }

// Takes says of which media type the body is that the handler reads by IncomingOf.
func (o Operation) Takes(media string) Operation { o.Body = media; return o }

// Answers sets the status of success.
func (o Operation) Answers(status int) Operation { o.Status = status; return o }

// Get declares a reading operation.
func Get[I, O any](path, permission string, h func(ctx context.Context, in *I) (*O, error)) Operation {
	return Operation{Method: http.MethodGet, Path: path, Permission: permission, mount: func(s *Server, _ Operation, ho huma.Operation) {
		huma.Register(s.api, ho, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}}
}

// Post declares a writing operation: h runs in one transaction.
func Post[I, O any](path, permission string, h func(ctx context.Context, tx *store.Tx, in *I) (*O, error)) Operation {
	return writing(http.MethodPost, path, permission, h)
}

// PostAfter declares a writing operation in two steps: before does what is slow or outside the database, without a
// transaction, and must bear repeats; h gets what it made and runs like that of Post.
func PostAfter[I, P, O any](path, permission string, before func(ctx context.Context, in *I) (P, error), h func(ctx context.Context, tx *store.Tx, in *I, made P) (*O, error)) Operation {
	return Operation{Method: http.MethodPost, Path: path, Permission: permission, mount: func(s *Server, o Operation, ho huma.Operation) {
		ho.Parameters = append(ho.Parameters, idempotencyKey())
		huma.Register(s.api, ho, func(ctx context.Context, in *I) (*O, error) {
			made, err := before(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			out, err := once(ctx, s, o.Method+" "+o.Path, in, func(ctx context.Context, tx *store.Tx, in *I) (*O, error) { return h(ctx, tx, in, made) })
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}}
}

// Put declares a writing operation that replaces something.
func Put[I, O any](path, permission string, h func(ctx context.Context, tx *store.Tx, in *I) (*O, error)) Operation {
	return writing(http.MethodPut, path, permission, h)
}

// Delete declares a writing operation that ends something.
func Delete[I, O any](path, permission string, h func(ctx context.Context, tx *store.Tx, in *I) (*O, error)) Operation {
	return writing(http.MethodDelete, path, permission, h)
}

// Command declares a writing operation that keeps its own transactions, because it works long or on something other
// than the database. It must bear repeats by itself.
func Command[I, O any](path, permission string, h func(ctx context.Context, in *I) (*O, error)) Operation {
	return Get(path, permission, h).By(http.MethodPost)
}

// By sets the method, for a Get or a Command that keeps the rules of a protocol (HEAD, PATCH, DELETE, OPTIONS).
func (o Operation) By(method string) Operation { o.Method = method; return o }

func writing[I, O any](method, path, permission string, h func(ctx context.Context, tx *store.Tx, in *I) (*O, error)) Operation {
	return Operation{Method: method, Path: path, Permission: permission, mount: func(s *Server, o Operation, ho huma.Operation) {
		ho.Parameters = append(ho.Parameters, idempotencyKey())
		huma.Register(s.api, ho, func(ctx context.Context, in *I) (*O, error) {
			out, err := once(ctx, s, o.Method+" "+o.Path, in, h)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}}
}

func idempotencyKey() *huma.Param {
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(100)},
		Description: "A value of the caller's choice. The same key and input again does nothing twice and returns the first answer.",
	}
}

// List is the query of every list: a page size, the place to go on from, a word to find and an area to stay within.
type List struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"page size"`
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Q      string `query:"q" maxLength:"100" doc:"words to find"`
	Area   string `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
}

// Page is the answer of every list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next" doc:"cursor of the next page, empty at the end"`
}

// Body wraps a JSON answer.
type Body[T any] struct {
	Body T
}

// OK wraps v as the answer of an operation.
func OK[T any](v T) *Body[T] { return &Body[T]{Body: v} }

// Bytes is an answer that is not JSON.
type Bytes struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Disposition  string `header:"Content-Disposition"`
	Body         []byte
}

// Sheet is a self-contained page: an answer that a browser shows and prints. Policy is its Content-Security-Policy, which
// must not allow scripts.
type Sheet struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Policy       string `header:"Content-Security-Policy"`
	Body         []byte
}

// NewSheet makes a Sheet of HTML.
func NewSheet(html []byte, policy string) *Sheet {
	return &Sheet{ContentType: "text/html; charset=utf-8", CacheControl: "private, max-age=600", Policy: policy, Body: html}
}
