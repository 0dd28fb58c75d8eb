package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"

	"anlan/internal/app"
)

// openapiCmd prints the document that the server serves at /openapi.json, for clients that are built from it.
type openapiCmd struct{}

// Run opens a server on a folder that is thrown away.
func (*openapiCmd) Run() error {
	dir, err := os.MkdirTemp("", "anlan-openapi-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	a, err := app.Open(context.Background(), app.Config{Data: dir, HTTP: "127.0.0.1:0", Version: version}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", " ")
	return errors.Join(e.Encode(a.HTTP.OpenAPI()), a.Close())
}
