<?php
/**
 * Plugin Name:       Allkontrakt
 * Description:       Shows Allkontrakt's request form on your pages: as a block, a shortcode or an Elementor widget.
 * Version:           1.0.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            Allkontrakt Sverige AB
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       allkontrakt
 * Domain Path:       /languages
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

define( 'ALLKONTRAKT_FILE', __FILE__ );

require_once __DIR__ . '/includes/services.php';
require_once __DIR__ . '/includes/settings.php';
require_once __DIR__ . '/includes/form.php';
require_once __DIR__ . '/includes/block.php';

if ( is_admin() ) {
	require_once __DIR__ . '/includes/connection.php';
	require_once __DIR__ . '/includes/settings-page.php';
}

add_action(
	'init',
	static function () {
		load_plugin_textdomain( 'allkontrakt', false, dirname( plugin_basename( ALLKONTRAKT_FILE ) ) . '/languages' );
		allkontrakt_register_script();
		allkontrakt_register_block();
		add_shortcode( 'allkontrakt', 'allkontrakt_shortcode' );
	}
);

// Fired by Elementor, and so only where it is.
add_action(
	'elementor/widgets/register',
	static function ( $manager ) {
		require_once __DIR__ . '/includes/class-allkontrakt-widget.php';
		$manager->register( new Allkontrakt_Widget() );
	}
);
