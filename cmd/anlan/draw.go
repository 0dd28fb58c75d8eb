package main

import (
	"errors"
	"io"
	"os"

	"anlan/internal/model/draw"
)

// drawCmd is what anybody does with a double-random drawing that was published; it needs no data folder and no server.
type drawCmd struct {
	Check drawCheckCmd `cmd:"" help:"Draw again what a published file says was drawn, and name the first thing that does not fit."`
}

type drawCheckCmd struct {
	File       string `arg:"" help:"The published file." type:"existingfile"`
	Commitment string `help:"SM3 of the notice as it was published before the seed was known." placeholder:"SM3"`
	Seed       string `help:"The seed as its source tells it." placeholder:"VALUE"`
}

// Run fails when anything does not fit.
func (c *drawCheckCmd) Run() error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, draw.MaxFile+1))
	if err != nil {
		return err
	}
	known := draw.Known{Commitment: c.Commitment, Seed: c.Seed}
	p, err := draw.CheckFile(raw, known)
	if !draw.Tell(os.Stdout, c.File, p, known, err) {
		return errors.New("the drawing is not in order")
	}
	return nil
}
