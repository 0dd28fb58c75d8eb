package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"anlan/internal/app"
	"anlan/internal/base/archive"
	"anlan/internal/base/journal"
	"anlan/internal/base/journal/proof"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
)

// verifyCmd reads the journal, with --files every file too, or an archive, and changes nothing; the server may run meanwhile.
type verifyCmd struct {
	journalFiles `embed:""`
	Case         string   `help:"Only this case and what lies under it: its chains, each entry proved to be under a signed head, and its tables." placeholder:"ID"`
	Archive      string   `help:"A sealed archive, packed or unpacked; needs no data folder." placeholder:"FILE"`
	Heads        string   `help:"Signed heads that were kept elsewhere, one a line, to hold the journal against." type:"existingfile" placeholder:"FILE"`
	Key          []string `help:"Fingerprint of a key that is known from elsewhere." placeholder:"SM3"`
	Cases        bool     `help:"Also hold every case, writ and file record against what the journal says of it." default:"true" negatable:""`
	Files        bool     `help:"Also read every file of every case and hold it against its recorded hash."`
	S3Endpoint   string   `name:"s3-endpoint" help:"As for serve." env:"ANLAN_S3_ENDPOINT"`
	S3Bucket     string   `name:"s3-bucket" help:"As for serve." env:"ANLAN_S3_BUCKET"`
	S3Region     string   `name:"s3-region" help:"As for serve." default:"us-east-1" env:"ANLAN_S3_REGION"`
	S3Key        string   `name:"s3-key" help:"As for serve." env:"ANLAN_S3_KEY"`
}

// Run exits with an error that names the first entry or file that does not fit.
func (v *verifyCmd) Run() error {
	heads, err := readHeads(v.Heads)
	if err != nil {
		return err
	}
	if v.Archive != "" {
		return v.archive(heads)
	}
	ctx := context.Background()
	j, done, err := v.open(ctx, len(v.Key) > 0 || len(heads) > 0)
	if err != nil {
		return err
	}
	err = v.journal(ctx, j, journal.Trust{Heads: heads, Pins: v.Key})
	if err == nil && v.Cases {
		err = v.cases(ctx, j)
	}
	err = errors.Join(err, done())
	if err == nil && v.Files {
		err = v.files(ctx)
	}
	return err
}

func (v *verifyCmd) journal(ctx context.Context, j *journal.Journal, trust journal.Trust) error {
	start := time.Now() //nolint:forbidigo // a measurement
	check := func() (journal.Report, error) { return j.VerifyWith(ctx, trust) }
	what := "journal"
	if v.Case != "" {
		check = func() (journal.Report, error) { return j.VerifyCase(ctx, v.Case, trust) }
		what = "case " + v.Case
	}
	rep, err := check()
	if err != nil {
		var f *journal.Fault
		if errors.As(err, &f) {
			fmt.Fprintln(os.Stderr, "不符："+f.Zh())
		}
		return err
	}
	fmt.Printf("%s in order: %d entries on %d objects, %d signed heads, Merkle root %s, %.1f s\n", what, rep.Entries, rep.Objects, rep.Heads, rep.Root, time.Since(start).Seconds())
	if rep.Unsealed > 0 {
		fmt.Printf("%d more entries wait for their seal; only their own hashes vouch for them\n", rep.Unsealed)
	}
	if !rep.Pinned {
		fmt.Println("no known key vouches for the heads: give --key, or run where the key file is")
	}
	archive.TellLost(os.Stdout, rep.Lost)
	return nil
}

func (v *verifyCmd) archive(heads []proof.Head) error {
	trust := archive.Trust{Pins: v.Key, Heads: heads}
	info, err := os.Stat(v.Archive)
	if err != nil {
		return err
	}
	var rep archive.Report
	if info.IsDir() {
		rep, err = archive.VerifyFolder(os.DirFS(v.Archive), trust)
	} else {
		f, openErr := os.Open(v.Archive)
		if openErr != nil {
			return openErr
		}
		defer f.Close()
		rep, err = archive.Verify(f, info.Size(), trust)
	}
	if !archive.Tell(os.Stdout, v.Archive, rep, err) {
		return errors.New("the archive is not in order")
	}
	return nil
}

func readHeads(file string) ([]proof.Head, error) {
	if file == "" {
		return nil, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	heads, _, err := journal.ReadHeads(f)
	if err == nil && len(heads) == 0 {
		err = fmt.Errorf("%s: there is no head in it", file)
	}
	return heads, err
}

// cases prints every case that is not as the journal left it, and fails when there is one.
func (v *verifyCmd) cases(ctx context.Context, j *journal.Journal) error {
	start := time.Now() //nolint:forbidigo // a measurement
	cfg := app.Config{Data: v.Data}
	db, err := store.Open(ctx, store.Options{Path: cfg.Database(), DSN: v.DSN})
	if err != nil {
		return err
	}
	faults := 0
	tell := func(caseID, what string) {
		faults++
		fmt.Printf("case %s: %s\n", caseID, what)
	}
	audit := func() (procedure.Audited, error) { return procedure.Audit(ctx, db, j, tell) }
	if v.Case != "" {
		audit = func() (procedure.Audited, error) { return procedure.AuditOf(ctx, db, j, v.Case, tell) }
	}
	rep, err := audit()
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if faults > 0 {
		return fmt.Errorf("%d faults in cases", faults)
	}
	fmt.Printf("cases in order: %d cases, %d writs, %d files, %.1f s\n", rep.Cases, rep.Papers, rep.Files, time.Since(start).Seconds())
	return nil
}

// files prints every file that was altered or is missing, and fails when there is one.
func (v *verifyCmd) files(ctx context.Context) error {
	start := time.Now() //nolint:forbidigo // a measurement
	cfg := app.Config{Data: v.Data, S3Endpoint: v.S3Endpoint, S3Bucket: v.S3Bucket, S3Region: v.S3Region, S3Key: v.S3Key, S3Secret: os.Getenv("ANLAN_S3_SECRET")}
	db, err := store.Open(ctx, store.Options{Path: cfg.Database(), DSN: v.DSN})
	if err != nil {
		return err
	}
	s, err := app.OpenBlobs(cfg)
	if err != nil {
		return errors.Join(err, db.Close())
	}
	rep, err := app.AuditFiles(ctx, db, s, func(hash string, err error) { fmt.Printf("file %s: %v\n", hash, err) })
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if rep.Altered+rep.Missing > 0 {
		return fmt.Errorf("%d files were altered, %d are missing", rep.Altered, rep.Missing)
	}
	fmt.Printf("files in order: %d files, %d bytes, %.1f s\n", rep.Blobs, rep.Bytes, time.Since(start).Seconds())
	return nil
}
