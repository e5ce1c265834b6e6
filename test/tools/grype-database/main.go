// Command grype-database writes a vulnerability database for Grype with Grype's own library. It reads a
// JSON array of advisories from standard input and writes the database into the folder named by its one
// argument, which becomes a GRYPE_DB_CACHE_DIR.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"time"

	v6 "github.com/anchore/grype/grype/db/v6"
	"github.com/spf13/afero"
)

// An advisory says which versions of one package are vulnerable, and which version is fixed.
type advisory struct {
	ID          string     `json:"id"`
	Severity    string     `json:"severity"`
	Description string     `json:"description"`
	URL         string     `json:"url"`
	Ecosystem   string     `json:"ecosystem"` // "npm" or "deb"
	Package     string     `json:"package"`
	Constraint  string     `json:"constraint"` // "<1.2.3"
	Fix         string     `json:"fix"`        // "" when there is none
	FixedAt     *time.Time `json:"fixedAt"`
}

func main() {
	var advisories []advisory
	must(json.NewDecoder(os.Stdin).Decode(&advisories))
	folder := filepath.Join(os.Args[1], strconv.Itoa(v6.ModelVersion))
	must(os.MkdirAll(folder, 0o700))

	writer, err := v6.NewWriter(v6.Config{DBDirPath: folder})
	must(err)
	captured := time.Now()
	must(writer.SetDBMetadata())
	for _, entry := range advisories {
		must(add(writer, entry, captured))
	}
	must(writer.Close())
	must(v6.Hydrater()(folder))
	_, err = v6.WriteImportMetadata(afero.NewOsFs(), folder, "test")
	must(err)
}

func add(writer v6.ReadWriter, entry advisory, captured time.Time) error {
	vulnerability := &v6.VulnerabilityHandle{
		Name:     entry.ID,
		Status:   v6.VulnerabilityActive,
		Provider: &v6.Provider{ID: provider(entry), Version: "1", Processor: "test", DateCaptured: &captured},
		BlobValue: &v6.VulnerabilityBlob{
			ID:          entry.ID,
			Description: entry.Description,
			References:  []v6.Reference{{URL: entry.URL}},
			Severities:  []v6.Severity{{Scheme: v6.SeveritySchemeCHMLN, Value: entry.Severity, Rank: 1}},
		},
	}
	if err := writer.AddVulnerabilities(vulnerability); err != nil {
		return err
	}
	affected := &v6.AffectedPackageHandle{
		VulnerabilityID: vulnerability.ID,
		Package:         &v6.Package{Ecosystem: entry.Ecosystem, Name: entry.Package},
		BlobValue:       &v6.PackageBlob{Ranges: []v6.Range{{Version: version(entry), Fix: fix(entry)}}},
	}
	if entry.Ecosystem == "deb" {
		affected.OperatingSystem = &v6.OperatingSystem{
			Name: "debian", ReleaseID: "debian", MajorVersion: "12", Codename: "bookworm",
		}
	}
	return writer.AddAffectedPackages(affected)
}

func provider(entry advisory) string {
	if entry.Ecosystem == "deb" {
		return "debian"
	}
	return "github"
}

func version(entry advisory) v6.Version {
	if entry.Ecosystem == "deb" {
		return v6.Version{Type: "dpkg", Constraint: entry.Constraint}
	}
	return v6.Version{Type: "semver", Constraint: entry.Constraint}
}

func fix(entry advisory) *v6.Fix {
	if entry.Fix == "" {
		return &v6.Fix{State: v6.NotFixedStatus}
	}
	found := &v6.Fix{Version: entry.Fix, State: v6.FixedStatus}
	if entry.FixedAt != nil {
		found.Detail = &v6.FixDetail{Available: &v6.FixAvailability{Date: entry.FixedAt, Kind: "advisory"}}
	}
	return found
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
