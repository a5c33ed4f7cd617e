package dev.trotline.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trotline.error.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {

  private static BufferedImage read(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image).isNotNull();
    return image;
  }

  private static int count(BufferedImage image, Ink ink) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == ink.rgb(false) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void anotherReaderSeesPaperTextAndTheLine() throws Exception {
    BufferedImage image = read(Png.of(Samples.line(1, 3, 2, 5), 2));

    assertThat(image.getWidth()).isEqualTo(1680);
    assertThat(count(image, Ink.PAPER)).isGreaterThan(image.getWidth() * image.getHeight() / 2);
    assertThat(count(image, Ink.series(0))).isGreaterThan(1000);
    assertThat(count(image, Ink.TEXT)).isGreaterThan(50);
  }

  @Test
  void drawsEveryKindOfPlotWhateverTheData() throws Exception {
    for (long seed = 1; seed < 6; seed++) {
      for (Plot plot : Samples.all(seed, Samples.HOSTILE)) {
        assertThat(read(Png.of(plot, 1)).getWidth()).isEqualTo(840);
      }
    }
  }

  @Test
  void aSheetHoldsAllPlotsAndRefusesTooMany() throws Exception {
    List<Plot> plots = Samples.all(3, "name");

    assertThat(read(Png.sheet(plots, 1)).getWidth()).isEqualTo(1280);
    assertThatThrownBy(() -> Png.sheet(Collections.nCopies(500, plots.get(0)), 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("too many for one picture");
  }

  @Test
  void everyPrintableCharacterHasAnInkedGlyph() {
    for (char c = '!'; c <= '~'; c++) {
      List<StrokeFont.Stroke> strokes = StrokeFont.strokes(String.valueOf(c), 100);
      assertThat(strokes).as(String.valueOf(c)).isNotEmpty();
      for (StrokeFont.Stroke stroke : strokes) {
        for (int i = 0; i < stroke.xs().length; i++) {
          assertThat(stroke.xs()[i])
              .isBetween(0.0, StrokeFont.width(String.valueOf(c), 100) + 1e-9);
          assertThat(stroke.ys()[i]).isBetween(-73.0, 21.0);
        }
      }
    }
    assertThat(StrokeFont.strokes("é", 100)).hasSameSizeAs(StrokeFont.strokes("e", 100));
  }
}
