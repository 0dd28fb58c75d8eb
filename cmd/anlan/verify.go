package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// verifyCmd reads the journal, and with --files every file, and changes nothing; the server may run meanwhile.
type verifyCmd struct {
	Data       string `help:"Folder of all data." default:"data" env:"ANLAN_DATA" type:"path"`
	DSN        string `name:"dsn" help:"PostgreSQL address." env:"ANLAN_DSN"`
	Files      bool   `help:"Also read every file of every case and hold it against its recorded hash."`
	S3Endpoint string `name:"s3-endpoint" help:"As for serve." env:"ANLAN_S3_ENDPOINT"`
	S3Bucket   string `name:"s3-bucket" help:"As for serve." env:"ANLAN_S3_BUCKET"`
	S3Region   string `name:"s3-region" help:"As for serve." default:"us-east-1" env:"ANLAN_S3_REGION"`
	S3Key      string `name:"s3-key" help:"As for serve." env:"ANLAN_S3_KEY"`
}

// Run exits with an error that names the first entry that does not fit.
func (v *verifyCmd) Run() error {
	ctx := context.Background()
	files := app.Config{Data: v.Data}
	if _, err := os.Stat(files.Database()); v.DSN == "" && err != nil {
		return fmt.Errorf("no database in %s: %w", v.Data, err)
	}
	if _, err := os.Stat(files.JournalKey()); err != nil {
		return fmt.Errorf("the key of the journal is needed to check its signatures: %w", err)
	}
	db, err := store.Open(ctx, store.Options{Path: files.Database(), DSN: v.DSN})
	if err != nil {
		return err
	}
	j, err := journal.Open(ctx, db, clock.NewSteady(), journal.Options{KeyFile: files.JournalKey(), HeadsFile: files.JournalHeads()})
	if err != nil {
		return errors.Join(err, db.Close())
	}
	start := time.Now() //nolint:forbidigo // a measurement
	rep, err := j.Verify(ctx)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	fmt.Printf("journal in order: %d entries on %d objects, %d signed heads, Merkle root %s, %.1f s\n", rep.Entries, rep.Objects, rep.Heads, rep.Root, time.Since(start).Seconds())
	if v.Files {
		err = v.files(ctx, db)
	}
	return errors.Join(err, db.Close())
}

// files prints every file that was altered or is missing, and fails when there is one.
func (v *verifyCmd) files(ctx context.Context, db *store.DB) error {
	start := time.Now() //nolint:forbidigo // a measurement
	s, err := app.OpenBlobs(app.Config{Data: v.Data, S3Endpoint: v.S3Endpoint, S3Bucket: v.S3Bucket, S3Region: v.S3Region, S3Key: v.S3Key, S3Secret: os.Getenv("ANLAN_S3_SECRET")})
	if err != nil {
		return err
	}
	rep, err := app.AuditFiles(ctx, db, s, func(hash string, err error) { fmt.Printf("file %s: %v\n", hash, err) })
	if err != nil {
		return err
	}
	if rep.Altered+rep.Missing > 0 {
		return fmt.Errorf("%d files were altered, %d are missing", rep.Altered, rep.Missing)
	}
	fmt.Printf("files in order: %d files, %d bytes, %.1f s\n", rep.Blobs, rep.Bytes, time.Since(start).Seconds())
	return nil
}
