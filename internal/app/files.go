package app

import (
	"context"
	"slices"

	"anlan/internal/base/blob"
	"anlan/internal/base/photo"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/register/exchange"
	"anlan/internal/system"
	"anlan/internal/system/monitor"
)

// OpenBlobs opens the store of files that a configuration names.
func OpenBlobs(cfg Config) (blob.Store, error) {
	if cfg.S3Endpoint != "" {
		return blob.OpenS3(cfg.S3())
	}
	return blob.OpenDir(cfg.path("blobs"))
}

// openFiles opens the store of files and the uploads into it. The data folder is ours alone by now, so what an earlier
// process left unfinished is swept.
func (a *App) openFiles(ctx context.Context) (err error) {
	if a.Blobs, err = OpenBlobs(a.Config); err != nil {
		return err
	}
	if s, ok := a.Blobs.(interface{ Sweep() error }); ok {
		if err := s.Sweep(); err != nil {
			return err
		}
	}
	if a.patrol, err = blob.NewPatrol(a.Blobs, a.Clock, a.Log.With("part", "blobs"), a.Metrics); err != nil {
		return err
	}
	if a.photos, err = photo.Open(ctx, a.DB, a.Clock, a.Blobs); err != nil {
		return err
	}
	a.Uploads, err = upload.New(ctx, a.DB, a.World, a.Blobs, upload.Options{Dir: a.Config.path("uploads"), Limits: a.Config.uploadLimits(), Log: a.Log.With("part", "uploads"), Metrics: a.Metrics})
	return err
}

// uploadLimits are the largest files by role. A configuration that was not read from the command line has the defaults.
func (c Config) uploadLimits() upload.Limits {
	size := func(mib, otherwise int64) int64 {
		if mib <= 0 {
			mib = otherwise
		}
		return mib << 20
	}
	officer, field := size(c.UploadOfficer, 2048), size(c.UploadField, 200)
	return upload.Limits{
		ByRole: map[string]int64{system.Duty: officer, system.Commander: officer, system.Field: field, system.Grid: field},
		Other:  size(c.UploadOther, 32),
	}
}

// AuditFiles reads every file and holds it against its hash, and every hash in the database against the files. tell hears
// of each fault. A server may run on them meanwhile.
func AuditFiles(ctx context.Context, db *store.DB, s blob.Store, tell func(hash string, err error)) (blob.Report, error) {
	want, err := procedure.FileHashes(ctx, db)
	if err != nil {
		return blob.Report{}, err
	}
	sent, err := upload.Hashes(ctx, db)
	if err != nil {
		return blob.Report{}, err
	}
	shown, err := photo.Hashes(ctx, db.Read())
	if err != nil {
		return blob.Report{}, err
	}
	pictured, err := monitor.PictureHashes(ctx, db.Read())
	if err != nil {
		return blob.Report{}, err
	}
	imported, err := exchange.Hashes(ctx, db)
	if err != nil {
		return blob.Report{}, err
	}
	return blob.Audit(ctx, s, slices.Concat(want, sent, shown, pictured, imported), tell)
}
